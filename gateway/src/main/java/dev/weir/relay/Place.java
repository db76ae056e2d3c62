package dev.weir.relay;

import dev.weir.call.Target;
import dev.weir.call.Timeline;
import dev.weir.config.Routing;
import dev.weir.provider.Provider;
import dev.weir.route.Router;
import dev.weir.route.Snapshot;
import java.util.concurrent.Executor;

/// Where a call lives: its loop's ways out, and what is known of it so far.
///
/// @param snapshot the one that the call keeps
/// @param loop on which everything happens
/// @param waiting starts a virtual thread for each task
/// @param bodySent is run when the request's body is not needed any more
/// @param live the call among those that run
/// @param recorded has it kept that somebody will be asked
record Place(
        Upstream upstream,
        Timers timers,
        RelaySettings settings,
        Answering client,
        Timeline timeline,
        Prepared.Tools tools,
        Router router,
        Snapshot snapshot,
        Executor loop,
        Executor waiting,
        Runnable bodySent,
        LiveCall live,
        Recorded recorded) {

    Provider provider(Target target) {
        return snapshot.provider(target.provider()).orElseThrow();
    }

    Routing routing() {
        return snapshot.routing();
    }
}
