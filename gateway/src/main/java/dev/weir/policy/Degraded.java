package dev.weir.policy;

import dev.weir.call.Principal;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Says in `x-weir-degraded` that something is decided without what should be asked: `store` when documents may be
/// older than they should be, `limits` when this gateway counts alone.
public final class Degraded {

    private static final String HEADER = "x-weir-degraded";
    private static final long REMEMBERED = Duration.ofSeconds(5).toNanos();

    private final BooleanSupplier storeIsAway;
    private final LongSupplier nanos;
    private final Map<String, Long> alone = new ConcurrentHashMap<>();

    /// @param nanos a monotonic clock
    public Degraded(BooleanSupplier storeIsAway, LongSupplier nanos) {
        this.storeIsAway = storeIsAway;
        this.nanos = nanos;
    }

    /// Remembers that the limits of a team are counted here alone.
    public void alone(Principal principal) {
        alone.put(principal.team(), nanos.getAsLong());
    }

    /// For how many teams limits are counted here alone.
    public int teamsAlone() {
        long now = nanos.getAsLong();
        alone.values().removeIf(since -> now - since >= REMEMBERED);
        return alone.size();
    }

    Headers of(Principal principal) {
        var what = new ArrayList<String>(2);
        if (storeIsAway.getAsBoolean()) {
            what.add("store");
        }
        Long since = alone.get(principal.team());
        if (since != null) {
            if (nanos.getAsLong() - since < REMEMBERED) {
                what.add("limits");
            } else {
                alone.remove(principal.team(), since);
            }
        }
        return what.isEmpty() ? Headers.NONE : Headers.of(HEADER, String.join(", ", what));
    }

    /// The same beside others.
    public Notices beside(RateLimitHeaders limits) {
        return (principal, words) -> {
            Headers degraded = of(principal);
            Headers left = limits.of(principal, words);
            if (degraded.size() == 0) {
                return left;
            }
            Headers.Builder both = left.toBuilder();
            degraded.forEach(both::add);
            return both.build();
        };
    }
}
