package dev.weir.adapters.http;

import dev.weir.relay.ClientResponse;
import dev.weir.wire.http.Headers;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/// The answer to a client, as Vert.x writes it.
///
/// An answer that comes before the body was read closes the connection, but not at once: the client, still writing,
/// would see a reset instead of the answer.
final class VertxResponse implements ClientResponse {

    private static final long LINGER_MILLIS = 2_000;
    private static final long INTERNAL_ERROR = 2; // of HTTP/2

    private final VertxExchange exchange;
    private final HttpServerResponse response;
    private final Context context;
    private final boolean http1;
    private Runnable gone = () -> {};
    private boolean closes;
    private boolean over;
    private boolean left;

    VertxResponse(VertxExchange exchange, HttpServerResponse response, Context context) {
        this.exchange = exchange;
        this.response = response;
        this.context = context;
        this.http1 = exchange.version() != HttpVersion.HTTP_2;
        response.closeHandler(_ -> left());
        response.exceptionHandler(_ -> left());
    }

    @Override
    public void head(int status, Headers headers) {
        if (over) {
            return;
        }
        closes = http1 && (exchange.expectsMore() || headers.has("connection"));
        response.setStatusCode(status);
        VertxHeaders.copy(headers.only(name -> !name.equals("connection")), response.headers());
        if (closes) {
            exchange.last();
            response.headers().set("connection", "close");
        }
        if (!headers.has("content-length") && status != 204) {
            response.setChunked(true);
        }
    }

    @Override
    public void send(byte[] bytes) {
        if (!over) {
            response.write(Buffer.buffer(bytes));
        }
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        over();
        response.end();
        boolean lingers = exchange.expectsMore();
        exchange.letGo();
        if (closes) {
            context.owner().setTimer(lingers ? LINGER_MILLIS : 1, _ -> exchange.close());
            exchange.closeAfterBody();
        }
    }

    @Override
    public void cut() {
        if (!over) {
            over();
            response.reset(INTERNAL_ERROR);
        }
    }

    @Override
    public boolean full() {
        return !over && response.writeQueueFull();
    }

    @Override
    public void onDrained(Runnable then) {
        response.drainHandler(_ -> then.run());
    }

    @Override
    public void onGone(Runnable then) {
        gone = then;
        if (left) { // before anybody wanted to know
            then.run();
        }
    }

    private void over() {
        over = true;
        exchange.over();
    }

    private void left() {
        if (!over) {
            over();
            left = true;
            gone.run();
        }
    }
}
