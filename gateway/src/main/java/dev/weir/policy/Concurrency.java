package dev.weir.policy;

import dev.weir.call.Principal;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many calls run at once, of each principal and of all. One principal that starts thousands is refused long before
/// anybody else is. A call counts until it has really ended, also at its provider. Shared by all event loops.
public final class Concurrency {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private record Caller(String id, String client) {}

    private final int most;
    private final int mostOfPrincipal;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<Caller, Integer> running = new ConcurrentHashMap<>();

    public Concurrency(int most, int mostOfPrincipal) {
        this.most = most;
        this.mostOfPrincipal = mostOfPrincipal;
    }

    /// Begins a call, which has to [#leave] once, or says why it cannot begin.
    public Optional<Problem> enter(Principal principal) {
        if (running.merge(caller(principal), 1, Integer::sum) > mostOfPrincipal) {
            forget(principal);
            return Optional.of(new Problem(
                            Kind.CONCURRENCY_LIMIT,
                            "%d calls of %s are running; no more run at once"
                                    .formatted(mostOfPrincipal, principal.client()))
                    .retryAfter(RETRY));
        }
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            forget(principal);
            return Optional.of(
                    new Problem(Kind.OVERLOADED, "the gateway runs as many calls as it can at once").retryAfter(RETRY));
        }
        return Optional.empty();
    }

    public void leave(Principal principal) {
        all.decrementAndGet();
        forget(principal);
    }

    public int running() {
        return all.get();
    }

    private void forget(Principal principal) {
        running.computeIfPresent(caller(principal), (_, count) -> count > 1 ? Integer.valueOf(count - 1) : null);
    }

    private static Caller caller(Principal principal) {
        return new Caller(principal.id(), principal.client());
    }
}
