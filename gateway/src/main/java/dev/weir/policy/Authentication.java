package dev.weir.policy;

import dev.weir.call.Principal;
import dev.weir.problem.Problem;
import dev.weir.wire.http.Headers;
import java.util.concurrent.Callable;

/// Tells from a request's headers who asks.
@FunctionalInterface
public interface Authentication {

    /// What the headers say.
    sealed interface Result {
        record Passed(Principal principal) implements Result {}

        record Refused(Problem problem) implements Result {}

        /// This can only be told by waiting, for example for an issuer's keys. May block; not for an event loop.
        record Slow(Callable<? extends Result> decide) implements Result {}
    }

    Result authenticate(Headers headers);
}
