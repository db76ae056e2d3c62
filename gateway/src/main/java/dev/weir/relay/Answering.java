package dev.weir.relay;

import dev.weir.wire.http.Headers;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A client's answer that remembers whether it has begun, and with which status. While the gateway is leaving, each
/// says that it is the last one on its connection.
final class Answering implements PassingResponse {

    private ClientResponse client;
    private final LiveCalls live;
    private Supplier<Headers> notices = () -> Headers.NONE;
    private int status;
    private boolean wasCut;
    private Headers also = Headers.NONE;

    Answering(ClientResponse client, LiveCalls live) {
        this.client = client;
        this.live = live;
    }

    @Override
    public ClientResponse client() {
        return client;
    }

    /// Has everything that is said from here on pass through another.
    void through(UnaryOperator<ClientResponse> other) {
        client = other.apply(client);
    }

    /// Has nothing reach the client any more: it is not there.
    void mute() {
        client = new Gone();
    }

    /// Says these headers with the answer, whatever it will be, unless it says them otherwise.
    void also(Headers headers) {
        also = headers;
    }

    /// Has every answer say something more.
    void notice(Supplier<Headers> more) {
        notices = more;
    }

    boolean begun() {
        return status != 0;
    }

    /// What the client was told; 0 if nothing yet.
    int status() {
        return status;
    }

    /// Whether it was broken off, so that nothing more can be said.
    boolean wasCut() {
        return wasCut;
    }

    @Override
    public void head(int newStatus, Headers headers) {
        status = newStatus;
        Headers more = notices.get();
        if (live.ready() && more.size() == 0 && also.size() == 0) {
            client.head(newStatus, headers);
            return;
        }
        Headers.Builder all = headers.toBuilder();
        also.forEach((name, value) -> {
            if (!headers.has(name)) {
                all.add(name, value);
            }
        });
        more.forEach(all::set);
        client.head(
                newStatus,
                live.ready() ? all.build() : all.set("connection", "close").build());
    }

    @Override
    public void cut() {
        wasCut = true;
        client.cut();
    }
}
