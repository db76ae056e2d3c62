package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A provider whose answers a test speaks.
final class FakeProvider implements Upstream {

    final List<UpstreamRequest> asked = new ArrayList<>();
    boolean paused;
    boolean cancelled;
    private @Nullable Listener listener;

    @Override
    public Sending send(UpstreamRequest request, Listener to) {
        asked.add(request);
        listener = to;
        return new Sending() {
            @Override
            public void pause() {
                paused = true;
            }

            @Override
            public void resume() {
                paused = false;
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        };
    }

    void head(int status, String... headers) {
        to().head(status, Headers.of(headers));
    }

    void streams() {
        head(200, "content-type", "text/event-stream; charset=utf-8");
    }

    void says(String text) {
        says(text.getBytes(UTF_8));
    }

    void says(byte[] bytes) {
        to().chunk(bytes);
    }

    void ends() {
        to().ended();
    }

    void breaks() {
        to().broke(new Problem(Kind.UPSTREAM_RESET, "the provider broke the connection"));
    }

    String body() {
        return new String(asked.getLast().body(), UTF_8);
    }

    private Listener to() {
        if (listener == null) {
            throw new IllegalStateException("nobody has asked");
        }
        return listener;
    }
}
