package dev.weir.relay;

import dev.weir.wire.http.Headers;
import java.util.concurrent.Executor;

/// One request as it arrives, and the answer to it. Belongs to one event loop; everything is called and told there.
public interface Exchange {

    /// In capitals.
    String method();

    /// The target as sent, not looked at yet.
    String rawTarget();

    Headers headers();

    /// The address of the other end of the connection.
    String remoteAddress();

    /// The loop that this exchange lives on.
    Executor loop();

    /// Starts to read the body; nothing is read before.
    void read(BodyListener listener);

    ClientResponse response();

    /// Is told the body. After `ended` or `broke` comes nothing.
    interface BodyListener {
        void chunk(byte[] bytes);

        void ended();

        /// The client left, or sent what is not a body.
        void broke();
    }
}
