package dev.weir.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.call.Target;
import dev.weir.route.TargetState.Mode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// What is known of targets by this process, and what operators said of them. Outlives every snapshot: a reload changes
/// where calls go, not what is known of the places. Safe for several threads.
public final class Healths {

    private static final int MOST = 10_000;
    private static final Duration LIFE = Duration.ofHours(1);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Cache<Target, TargetHealth> known = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST)
            .expireAfterAccess(LIFE)
            .build();
    private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();
    private final Map<String, TargetState> states = new ConcurrentHashMap<>();

    /// @param nanos monotonic
    public Healths(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    public InstantSource clock() {
        return clock;
    }

    public long nanos() {
        return nanos.getAsLong();
    }

    public TargetHealth of(Target target) {
        return known.get(target, _ -> new TargetHealth());
    }

    RetryBudget budget(String provider) {
        return budgets.computeIfAbsent(provider, _ -> new RetryBudget(nanos));
    }

    /// A call of a provider began.
    public void called(String provider) {
        budget(provider).called();
    }

    /// Whether a call may ask a provider once more.
    public boolean mayRetry(String provider, int percent) {
        return budget(provider).take(percent);
    }

    /// What an operator said of a target, or of all targets of its provider; the stricter of the two.
    public TargetState state(Target target) {
        TargetState ofProvider = state(target.provider());
        TargetState ofTarget = state(target.toString());
        return ofProvider.mode().compareTo(ofTarget.mode()) > 0 ? ofProvider : ofTarget;
    }

    /// @param id a target's, or the name of a provider
    public TargetState state(String id) {
        TargetState state = states.get(id);
        if (state == null) {
            return TargetState.ACTIVE;
        }
        if (state.until().filter(until -> !clock.instant().isBefore(until)).isPresent()) {
            states.remove(id, state);
            return TargetState.ACTIVE;
        }
        return state;
    }

    public void put(String id, TargetState state) {
        if (state.mode() == Mode.ACTIVE) {
            states.remove(id);
        } else {
            states.put(id, state);
        }
    }

    /// Those that have been asked lately, by their names.
    public Map<String, Target> asked() {
        var targets = new TreeMap<String, Target>();
        known.asMap().keySet().forEach(target -> targets.put(target.toString(), target));
        return targets;
    }

    /// What operators said, by what they said it of.
    public Map<String, TargetState> said() {
        var said = new TreeMap<String, TargetState>();
        states.keySet().forEach(id -> {
            TargetState state = state(id);
            if (state.mode() != Mode.ACTIVE) {
                said.put(id, state);
            }
        });
        return said;
    }
}
