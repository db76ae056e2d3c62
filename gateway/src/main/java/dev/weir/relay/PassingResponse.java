package dev.weir.relay;

import dev.weir.wire.http.Headers;

/// A client's answer that passes on what it is told, but for what an implementation says otherwise.
interface PassingResponse extends ClientResponse {

    /// To whom it is passed on.
    ClientResponse client();

    @Override
    default void head(int status, Headers headers) {
        client().head(status, headers);
    }

    @Override
    default void send(byte[] bytes) {
        client().send(bytes);
    }

    @Override
    default void end() {
        client().end();
    }

    @Override
    default void cut() {
        client().cut();
    }

    @Override
    default boolean full() {
        return client().full();
    }

    @Override
    default void onDrained(Runnable then) {
        client().onDrained(then);
    }

    @Override
    default void onGone(Runnable then) {
        client().onGone(then);
    }
}
