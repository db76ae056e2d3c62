package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.provider.Address;
import dev.weir.wire.http.Headers;
import java.time.Duration;

/// How providers are reached. One for each event loop; everything is told on the loop that asked.
public interface Upstream {

    /// A request to a provider.
    ///
    /// @param target path and query
    record UpstreamRequest(
            String method, Address address, String target, Headers headers, byte[] body, Duration connectTimeout) {}

    Sending send(UpstreamRequest request, Listener listener);

    /// A request that is on its way, or its answer.
    interface Sending {

        /// Stops reading the answer, so that the provider has to wait.
        void pause();

        void resume();

        /// Ends it at once: the provider's connection is closed. Nothing is told any more.
        void cancel();
    }

    /// Is told how a request goes: `head`, then chunks, then `ended`; or `broke` at any time, and nothing after it.
    interface Listener {

        void head(int status, Headers headers);

        void chunk(byte[] bytes);

        void ended();

        /// @param problem why, without any secret in it
        void broke(Problem problem);
    }
}
