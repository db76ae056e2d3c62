package dev.weir.adapters.http;

import dev.weir.relay.ClientResponse;
import dev.weir.relay.Exchange;
import dev.weir.relay.Pace;
import dev.weir.wire.http.Headers;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A request that Vert.x has read the headers of. The body is not read before somebody asks for it.
final class VertxExchange implements Exchange {

    private static final InetAddress NOBODY = InetAddress.ofLiteral("0.0.0.0");

    private final HttpServerRequest request;
    private final Context context;
    private final Headers headers;
    private final VertxResponse response;
    private final Pace.Least pace;
    private final @Nullable Gate gate;
    private @Nullable BodyListener listener;
    private @Nullable Pace watched;
    private final boolean hasBody;
    private boolean ended;
    private boolean closesAfterBody;
    private boolean broken;

    /// @param pace how fast its body has to come
    VertxExchange(HttpServerRequest request, Context context, Pace.Least pace) {
        this.request = request;
        this.context = context;
        this.headers = VertxHeaders.of(request.headers());
        this.pace = pace;
        this.hasBody = headers.has("transfer-encoding")
                || headers.first("content-length")
                        .filter(length -> !length.equals("0"))
                        .isPresent();
        this.gate = Gate.of(request.connection());
        if (gate != null) {
            gate.began(this, request.version() == HttpVersion.HTTP_2);
        }
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
    public InetAddress peer() {
        return request.connection() instanceof ConnectionBase known
                        && known.channel().remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : NOBODY;
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
        if (!ended && !broken) {
            watched = new Pace(new VertxTimers(context.owner()), pace, to::late);
            watched.start();
        }
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

    /// Whether a part of the body has still to come.
    boolean expectsMore() {
        return !ended && hasBody;
    }

    /// When the client has sent everything there is nothing more to wait for.
    void closeAfterBody() {
        closesAfterBody = true;
    }

    /// Lets what the client still sends go by, so that it gets to read the answer.
    void letGo() {
        listener = null;
        unwatch();
        if (!ended && !broken) {
            request.resume();
        }
    }

    /// Whether the connection was to end with an earlier answer, so that nobody expects one to this.
    boolean tooLate() {
        return gate != null && gate.closing();
    }

    /// The answer is the last one on this connection.
    void last() {
        if (gate != null) {
            gate.lastAnswer();
        }
    }

    /// The answer is over, however it ended.
    void over() {
        unwatch();
        if (gate != null) {
            gate.ended();
        }
    }

    private void unwatch() {
        if (watched != null) {
            watched.stop();
            watched = null;
        }
    }

    private void chunk(Buffer buffer) {
        if (listener != null) {
            if (watched != null) {
                watched.received(buffer.length());
            }
            listener.chunk(buffer.getBytes());
        }
    }

    private void ended() {
        ended = true;
        unwatch();
        if (closesAfterBody) {
            close();
        }
        if (listener != null) {
            listener.ended();
        }
    }

    /// What should be the body is none.
    ///
    /// @return whether anybody waits for it
    boolean malformed() {
        if (listener == null || ended || broken) {
            return false;
        }
        broken = true;
        unwatch();
        listener.malformed(Malformed.inBody());
        return true;
    }

    private void broke() {
        broken = true;
        unwatch();
        if (listener == null || ended) {
            return;
        }
        listener.broke();
    }
}
