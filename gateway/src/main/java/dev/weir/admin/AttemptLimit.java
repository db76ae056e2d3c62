package dev.weir.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;

/// How often something may be tried for one name: a burst, and then at a steady pace. Names that nobody tries are
/// forgotten.
public final class AttemptLimit {

    private static final int MOST_NAMES = 100_000;

    private final int burst;
    private final Duration pace;
    private final InstantSource clock;
    private final Cache<String, Long> due = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST_NAMES)
            .build();

    /// @param burst how many at once
    /// @param pace the time between two of the others
    public AttemptLimit(int burst, Duration pace, InstantSource clock) {
        this.burst = burst;
        this.pace = pace;
        this.clock = clock;
    }

    public boolean allows(String name) {
        long now = clock.millis();
        boolean[] allowed = new boolean[1];
        due.asMap().compute(name, (_, before) -> {
            long next = Math.max(before == null ? now : before, now);
            allowed[0] = next - now < burst * pace.toMillis();
            return allowed[0] ? Long.valueOf(next + pace.toMillis()) : before;
        });
        return allowed[0];
    }
}
