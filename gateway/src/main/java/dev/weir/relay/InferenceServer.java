package dev.weir.relay;

import dev.weir.audit.Trail;
import dev.weir.call.CallReport;
import dev.weir.call.FilterChain;
import dev.weir.call.Principal;
import dev.weir.edge.Admission;
import dev.weir.policy.Authentication;
import dev.weir.policy.Concurrency;
import dev.weir.policy.Notices;
import dev.weir.problem.Problem;
import dev.weir.reasoning.Reasoning;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.Router;
import dev.weir.wire.http.HttpResponse;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// The data plane: takes what arrives on one event loop, and follows it until it is answered.
///
/// One for each event loop; what they share is safe for that.
public final class InferenceServer {

    /// What all event loops share.
    ///
    /// @param mostHeaders how many headers a request may have
    /// @param usage tells callers what they may spend; may wait
    /// @param waiting starts a virtual thread for each task
    public record Shared(
            Routes routes,
            Admission admission,
            ActiveSnapshot snapshot,
            Router router,
            Authentication authentication,
            Concurrency concurrency,
            Notices notices,
            RequestReader reader,
            FilterChain chain,
            Reasoning reasoning,
            RelaySettings settings,
            int mostHeaders,
            LiveCalls live,
            CallIds ids,
            Trail trail,
            Function<Principal, HttpResponse> usage,
            CallReport.Listener reports,
            Executor waiting,
            InstantSource clock) {}

    /// What belongs to one event loop.
    ///
    /// @param upstream reaches providers from it
    record Loop(Upstream upstream, Timers timers, LoopPressure pressure) {}

    private final Shared shared;
    private final Loop loop;

    /// Called on the loop.
    ///
    /// @param upstream reaches providers from this loop
    public InferenceServer(Shared shared, Upstream upstream, Timers timers) {
        this.shared = shared;
        this.loop = new Loop(upstream, timers, new LoopPressure(timers));
        loop.pressure().start();
    }

    /// Refuses what is no request.
    public void refuse(Exchange exchange, Problem problem) {
        new Visit(shared, loop.timers(), exchange, _ -> {}).refuse(problem);
    }

    /// Takes a request whose headers are there. Called on the loop.
    public void accept(Exchange exchange) {
        new Intake(shared, loop, exchange).start();
    }
}
