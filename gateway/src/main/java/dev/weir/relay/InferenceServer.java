package dev.weir.relay;

import dev.weir.call.CallReport;
import dev.weir.call.FilterChain;
import dev.weir.policy.Authentication;
import dev.weir.route.ActiveSnapshot;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/// The data plane: takes what arrives on one event loop, and follows it until it is answered.
///
/// One for each event loop; what they share is safe for that.
public final class InferenceServer {

    /// What all event loops share.
    ///
    /// @param mostHeaders how many headers a request may have
    /// @param waiting starts a virtual thread for each task
    public record Shared(
            Routes routes,
            ActiveSnapshot snapshot,
            Authentication authentication,
            RequestReader reader,
            FilterChain chain,
            RelaySettings settings,
            int mostHeaders,
            LiveCalls live,
            CallIds ids,
            CallReport.Listener reports,
            Executor waiting,
            InstantSource clock) {}

    private final Shared shared;
    private final Upstream upstream;
    private final Timers timers;

    /// @param upstream reaches providers from this loop
    public InferenceServer(Shared shared, Upstream upstream, Timers timers) {
        this.shared = shared;
        this.upstream = upstream;
        this.timers = timers;
    }

    /// Takes a request whose headers are there. Called on the loop.
    public void accept(Exchange exchange) {
        new Intake(shared, upstream, timers, exchange).start();
    }
}
