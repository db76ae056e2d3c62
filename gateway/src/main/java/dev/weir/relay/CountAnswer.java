package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;

/// Tells the relay Bedrock's answer to a request to count as Anthropic would say it.
final class CountAnswer implements Upstream.Listener {

    private final Upstream.Listener relay;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean counted;

    CountAnswer(Upstream.Listener relay) {
        this.relay = relay;
    }

    @Override
    public void head(int status, Headers headers) {
        counted = status == 200;
        relay.head(
                status, counted ? headers.toBuilder().remove("content-length").build() : headers);
    }

    @Override
    public void chunk(byte[] bytes) {
        if (counted) {
            body.writeBytes(bytes);
        } else {
            relay.chunk(bytes);
        }
    }

    @Override
    public void ended() {
        if (counted) {
            relay.chunk(BedrockCount.toAnthropic(body.toByteArray()));
        }
        relay.ended();
    }

    @Override
    public void broke(Problem problem) {
        relay.broke(problem);
    }
}
