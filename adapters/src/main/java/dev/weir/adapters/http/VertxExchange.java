package dev.weir.adapters.http;

import dev.weir.relay.ClientResponse;
import dev.weir.relay.Exchange;
import dev.weir.wire.http.Headers;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A request that Vert.x has read the headers of. The body is not read before somebody asks for it.
final class VertxExchange implements Exchange {

    private final HttpServerRequest request;
    private final Context context;
    private final Headers headers;
    private final VertxResponse response;
    private @Nullable BodyListener listener;
    private boolean ended;
    private boolean broken;

    VertxExchange(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
        this.headers = VertxHeaders.of(request.headers());
        this.response = new VertxResponse(this, request.response(), context);
        request.pause();
        request.handler(this::chunk);
        request.endHandler(_ -> ended());
        request.exceptionHandler(_ -> broke());
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String rawTarget() {
        return request.uri();
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public String remoteAddress() {
        var address = request.connection().remoteAddress();
        return address == null || address.hostAddress() == null ? "" : address.hostAddress();
    }

    @Override
    public Executor loop() {
        return task -> context.runOnContext(_ -> task.run());
    }

    @Override
    public void read(BodyListener to) {
        if (broken) { // while nobody was reading
            to.broke();
            return;
        }
        listener = to;
        if (headers.first("expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
            request.response().writeContinue();
        }
        request.resume();
    }

    @Override
    public ClientResponse response() {
        return response;
    }

    HttpVersion version() {
        return request.version();
    }

    void close() {
        request.connection().close();
    }

    boolean bodyEnded() {
        return ended;
    }

    /// Lets what the client still sends go by, so that it gets to read the answer.
    void letGo() {
        listener = null;
        request.resume();
    }

    private void chunk(Buffer buffer) {
        if (listener != null) {
            listener.chunk(buffer.getBytes());
        }
    }

    private void ended() {
        ended = true;
        if (listener != null) {
            listener.ended();
        }
    }

    private void broke() {
        broken = true;
        if (listener != null && !ended) {
            listener.broke();
        }
    }
}
