package dev.weir.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.call.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Where conversations were served last: there is what providers remember of them, their prompt caches and what can
/// read their signed reasoning. Of this process; another gateway finds the same place by its hash, unless a provider
/// failed. Safe for several threads.
public final class Seats {

    private static final int MOST = 200_000;

    /// @param cached tokens of the conversation that were in the target's prompt cache
    /// @param at monotonic nanoseconds
    public record Seat(Target target, long cached, long at, Duration life) {}

    private final Cache<String, Seat> seats;
    private final LongSupplier nanos;

    public Seats(LongSupplier nanos) {
        this.nanos = nanos;
        this.seats = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MOST)
                .ticker((Ticker) nanos::getAsLong)
                .expireAfter(Expiry.<String, Seat>writing((_, seat) -> seat.life()))
                .build();
    }

    public Optional<Seat> of(String session) {
        return Optional.ofNullable(seats.getIfPresent(session));
    }

    public void took(String session, Target target, long cached, Duration life) {
        seats.put(session, new Seat(target, cached, nanos.getAsLong(), life));
    }
}
