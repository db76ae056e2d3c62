package dev.weir.relay;

import dev.weir.wire.http.Headers;

/// A client that has left. It takes everything, and nothing comes of it.
record Gone() implements ClientResponse {

    @Override
    public void head(int status, Headers headers) {}

    @Override
    public void send(byte[] bytes) {}

    @Override
    public void end() {}

    @Override
    public void cut() {}

    @Override
    public boolean full() {
        return false;
    }

    @Override
    public void onDrained(Runnable then) {}

    @Override
    public void onGone(Runnable then) {}
}
