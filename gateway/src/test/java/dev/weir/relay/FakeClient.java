package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;

/// A client that remembers what it got, and reads as fast as it is told to.
final class FakeClient implements ClientResponse {

    final ByteArrayOutputStream got = new ByteArrayOutputStream();
    int status;
    Headers headers = Headers.NONE;
    boolean ended;
    boolean cut;
    boolean full;
    Runnable drained = () -> {};
    Runnable gone = () -> {};

    @Override
    public void head(int newStatus, Headers newHeaders) {
        if (status != 0) {
            throw new IllegalStateException("a second head");
        }
        status = newStatus;
        headers = newHeaders;
    }

    @Override
    public void send(byte[] bytes) {
        if (status == 0 || ended || cut) {
            throw new IllegalStateException("bytes outside of an answer");
        }
        got.writeBytes(bytes);
    }

    @Override
    public void end() {
        if (ended || cut) {
            throw new IllegalStateException("a second end");
        }
        ended = true;
    }

    @Override
    public void cut() {
        cut = true;
    }

    @Override
    public boolean full() {
        return full;
    }

    @Override
    public void onDrained(Runnable then) {
        drained = then;
    }

    @Override
    public void onGone(Runnable then) {
        gone = then;
    }

    String text() {
        return got.toString(UTF_8);
    }
}
