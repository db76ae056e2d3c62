package dev.weir.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.store.RateLimiter.Bucket.Flow;
import dev.weir.store.RateLimiter.Bucket.Slots;
import dev.weir.store.RateLimiter.Bucket.Total;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A limiter for one gateway, exact to the call. Shared by all event loops.
///
/// A flow is kept as the time at which it will be full again (GCRA): one number, which grows with what is taken and is
/// overtaken by the clock.
public final class MemoryRateLimiter implements RateLimiter {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long NANOS_OF_MOST = 1L << 61;
    private static final int MOST_BUCKETS = 1_000_000;

    /// What is kept of a bucket. Whoever holds its monitor reads and writes it, and does nothing else meanwhile.
    private static final class State {
        /// Of a flow: when it is full. Of the others: how much is out.
        private long value;

        private boolean used;
    }

    private final LongSupplier nanos;
    private final Cache<String, State> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterAccess(Duration.ofDays(2))
            .build();

    /// @param nanos a monotonic clock
    public MemoryRateLimiter(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public Optional<Answer> takeAtOnce(List<Draw> draws) {
        return Optional.of(take(draws));
    }

    @Override
    public Answer take(List<Draw> draws) {
        var taken = new ArrayList<Draw>();
        for (Draw draw : draws) {
            Optional<Answer.Lacking> missing = taken(draw);
            if (missing.isPresent()) {
                taken.forEach(one -> add(one.bucket(), -one.amount()));
                return missing.get();
            }
            taken.add(draw);
        }
        return new Answer.Taken(false);
    }

    private Optional<Answer.Lacking> taken(Draw draw) {
        State state = state(draw.bucket());
        synchronized (state) {
            switch (draw.bucket()) {
                case Flow flow -> {
                    long now = nanos.getAsLong();
                    long full = full(state, now);
                    long room = cost(flow, flow.burst()) - cost(flow, Math.min(draw.amount(), flow.burst()));
                    if (full - now > room) {
                        return Optional.of(new Answer.Lacking(draw, Optional.of(Duration.ofNanos(full - now - room))));
                    }
                    state.value = full + cost(flow, draw.amount());
                    state.used = true;
                }
                case Total total -> {
                    if (state.value + Math.min(draw.amount(), total.most()) > total.most()) {
                        return Optional.of(new Answer.Lacking(draw, Optional.empty()));
                    }
                    state.value += draw.amount();
                }
                case Slots slots -> {
                    if (state.value + draw.amount() > slots.most()) {
                        return Optional.of(new Answer.Lacking(draw, Optional.empty()));
                    }
                    state.value += draw.amount();
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void settle(List<Draw> draws, List<Long> real) {
        for (int i = 0; i < draws.size(); i++) {
            Draw draw = draws.get(i);
            long more = draw.bucket() instanceof Slots ? -draw.amount() : real.get(i) - draw.amount();
            if (more != 0) {
                add(draw.bucket(), more);
            }
        }
    }

    /// Takes more, or gives back, whatever there is.
    private void add(Bucket bucket, long more) {
        State state = state(bucket);
        synchronized (state) {
            switch (bucket) {
                case Flow flow -> {
                    long now = nanos.getAsLong();
                    state.value = Math.max(now, full(state, now) + cost(flow, more));
                    state.used = true;
                }
                case Total _, Slots _ -> state.value = Math.max(0, state.value + more);
            }
        }
    }

    @Override
    public Level level(Bucket bucket) {
        State state = state(bucket);
        synchronized (state) {
            return switch (bucket) {
                case Flow flow -> {
                    long now = nanos.getAsLong();
                    long missing = full(state, now) - now;
                    long left = Math.max(0, cost(flow, flow.burst()) - missing) / Math.max(1, cost(flow, 1));
                    yield new Level(Math.min(left, flow.burst()), Duration.ofNanos(missing));
                }
                case Total total -> new Level(Math.max(0, total.most() - state.value), Duration.ZERO);
                case Slots slots -> new Level(Math.max(0, slots.most() - state.value), Duration.ZERO);
            };
        }
    }

    private static long full(State state, long now) {
        return state.used ? Math.max(state.value, now) : now;
    }

    /// How long it takes until so much has come again.
    private static long cost(Flow flow, long amount) {
        double nanos = (double) MINUTE * amount / flow.perMinute();
        return Math.abs(nanos) < NANOS_OF_MOST ? Math.round(nanos) : amount < 0 ? -NANOS_OF_MOST : NANOS_OF_MOST;
    }

    private State state(Bucket bucket) {
        return buckets.get(bucket.name(), _ -> new State());
    }
}
