package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.wire.http.Headers;
import java.net.InetAddress;
import java.util.concurrent.Executor;

/// One request as it arrives, and the answer to it. Belongs to one event loop; everything is called and told there.
public interface Exchange {

    /// In capitals.
    String method();

    /// The target as sent, not looked at yet.
    String rawTarget();

    Headers headers();

    /// The address of the other end of the connection.
    InetAddress peer();

    /// The loop that this exchange lives on.
    Executor loop();

    /// Starts to read the body; nothing is read before.
    void read(BodyListener listener);

    ClientResponse response();

    /// Is told the body. After `ended`, `broke` or `late` comes nothing that matters.
    interface BodyListener {
        void chunk(byte[] bytes);

        void ended();

        /// The client left.
        void broke();

        /// What the client sent is no body.
        void malformed(Problem problem);

        /// The body comes too slowly.
        void late();
    }
}
