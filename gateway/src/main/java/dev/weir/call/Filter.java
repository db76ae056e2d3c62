package dev.weir.call;

import dev.weir.problem.Problem;
import dev.weir.wire.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.Callable;

/// One thing that happens around a call: something on the way in, something when it has ended.
///
/// A filter is entered on the call's event loop and must not wait there. What it takes, it gives back in its
/// completion, which is told exactly once how the call ended, whatever happened in between.
@FunctionalInterface
public interface Filter {

    Entry enter(Call call);

    /// What a filter says to a call.
    sealed interface Entry {

        /// The call goes on, as `next`: the same call, or a changed one (another output limit, redacted text).
        record Passed(Call next, Completion completion, Optional<ResponseFilter> answer) implements Entry {
            public Passed(Call next, Completion completion) {
                this(next, completion, Optional.empty());
            }
        }

        /// The call ends here with an answer from here, for example from a cache.
        record Answered(HttpResponse response) implements Entry {}

        /// The call ends here.
        record Refused(Problem problem) implements Entry {}

        /// This can only be told by waiting for something. `decide` runs on a virtual thread and may block.
        record Slow(Callable<? extends Entry> decide) implements Entry {}
    }

    /// Runs on the call's event loop after the last byte. Hands work to queues; never waits for a store.
    @FunctionalInterface
    interface Completion {
        void complete(Outcome outcome);
    }
}
