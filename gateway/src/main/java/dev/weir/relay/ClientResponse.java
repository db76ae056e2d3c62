package dev.weir.relay;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;

/// The answer to a client. What is sent after the client left is dropped.
public interface ClientResponse {

    /// Status and headers; once, before any byte. A body without `content-length` is sent in chunks.
    void head(int status, Headers headers);

    void send(byte[] bytes);

    /// The answer is complete.
    void end();

    /// The answer cannot be completed: the connection (or the HTTP/2 stream) is broken off, so that nobody takes it for
    /// complete.
    void cut();

    /// Whether more is waiting to be written than should.
    boolean full();

    /// Is run each time that the answer has room again after it was full.
    void onDrained(Runnable then);

    /// Is run at once when the client leaves before the answer is complete.
    void onGone(Runnable then);

    /// A whole answer in one go.
    default void whole(HttpResponse response) {
        head(
                response.status(),
                response.headers().toBuilder()
                        .set("content-length", Integer.toString(response.body().length))
                        .build());
        if (response.body().length > 0) {
            send(response.body());
        }
        end();
    }
}
