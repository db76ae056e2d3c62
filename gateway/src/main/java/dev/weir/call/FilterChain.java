package dev.weir.call;

import dev.weir.call.Filter.Completion;
import dev.weir.call.Filter.Entry;
import dev.weir.call.Filter.Entry.Answered;
import dev.weir.call.Filter.Entry.Passed;
import dev.weir.call.Filter.Entry.Refused;
import dev.weir.call.Filter.Entry.Slow;
import dev.weir.call.Outcome.Broken;
import dev.weir.call.Outcome.By;
import dev.weir.call.Outcome.Failed;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// The filters that a call passes, and the dispatcher behind the last of them.
///
/// A call never leaves its event loop, except for waiting. There is one outcome, and every filter that was passed is
/// told, also when something throws and when the client leaves while a filter waits; then no provider is asked.
public final class FilterChain {

    /// Where the call is served. Tells `end` how it went, once, after the last byte.
    @FunctionalInterface
    public interface Dispatcher {
        /// Serves the call.
        ///
        /// @param answer what looks at the answer, in the order in which the answer passes
        void dispatch(Call call, List<ResponseFilter> answer, Consumer<Outcome> end);
    }

    private final List<Filter> filters;
    private final Executor waiting;

    /// Builds a chain.
    ///
    /// @param filters from the outermost to the one before the dispatcher
    /// @param waiting starts a virtual thread for each task
    public FilterChain(List<Filter> filters, Executor waiting) {
        this.filters = List.copyOf(filters);
        this.waiting = waiting;
    }

    /// Takes a call through, and tells `end` how it went.
    ///
    /// @param loop the call's event loop; all that is not waiting happens there
    /// @return to tell the chain that the client is gone; what the dispatcher does then is its own affair
    public Runnable start(Call call, Executor loop, Dispatcher dispatcher, Consumer<Outcome> end) {
        var walk = new Walk(call, loop, dispatcher, end);
        walk.on();
        return walk::clientGone;
    }

    private final class Walk {
        private final Executor loop;
        private final Dispatcher dispatcher;
        private final Consumer<Outcome> end;
        private final Deque<Completion> passed = new ArrayDeque<>();
        private final List<ResponseFilter> answer = new ArrayList<>();
        private Call call;
        private boolean gone;
        private boolean over;

        Walk(Call call, Executor loop, Dispatcher dispatcher, Consumer<Outcome> end) {
            this.call = call;
            this.loop = loop;
            this.dispatcher = dispatcher;
            this.end = end;
        }

        void on() {
            while (passed.size() < filters.size()) {
                Filter next = filters.get(passed.size());
                if (!into(() -> next.enter(call))) {
                    return;
                }
            }
            try {
                dispatcher.dispatch(call, List.copyOf(answer.reversed()), this::back);
            } catch (RuntimeException failure) {
                back(new Failed(failure));
            }
        }

        void clientGone() {
            gone = true;
        }

        /// Whether the call goes on at once.
        private boolean into(Callable<? extends Entry> filter) {
            Entry entry;
            try {
                entry = filter.call();
            } catch (Exception failure) {
                back(new Failed(failure));
                return false;
            }
            return switch (entry) {
                case Passed(Call next, Completion completion, var response) -> {
                    call = next;
                    passed.push(completion);
                    response.ifPresent(answer::add);
                    if (gone) {
                        back(left());
                    }
                    yield !gone;
                }
                case Answered(var response) -> {
                    back(gone ? left() : new Outcome.Answered(response));
                    yield false;
                }
                case Refused(Problem problem) -> {
                    back(new Outcome.Refused(problem));
                    yield false;
                }
                case Slow(var decide) -> {
                    waitFor(decide);
                    yield false;
                }
            };
        }

        private void waitFor(Callable<? extends Entry> decide) {
            try {
                waiting.execute(() -> {
                    Callable<Entry> decided = result(decide);
                    loop.execute(() -> {
                        if (into(decided)) {
                            on();
                        }
                    });
                });
            } catch (RuntimeException refused) {
                back(new Failed(refused));
            }
        }

        private void back(Outcome outcome) {
            if (over) {
                return; // a dispatcher that threw after it had told the end
            }
            over = true;
            Outcome told = outcome;
            for (Completion completion : passed) {
                try {
                    completion.complete(told);
                } catch (RuntimeException failure) {
                    told = new Failed(failure, outcome.usage(), outcome.attempts());
                }
            }
            end.accept(told);
        }
    }

    private static Outcome left() {
        return new Broken(
                By.CLIENT,
                new Problem(Kind.CLIENT_LEFT, "the client left before a provider was asked"),
                Usage.NONE,
                List.of());
    }

    private static Callable<Entry> result(Callable<? extends Entry> decide) {
        try {
            Entry entry = decide.call();
            return () -> entry;
        } catch (Exception failure) {
            return () -> {
                throw failure;
            };
        }
    }
}
