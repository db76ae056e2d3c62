package dev.weir.route;

import dev.weir.config.Routing.Breaker;
import dev.weir.route.CircuitBreaker.Admission;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What is known of one target. Written by all event loops, each change whole.
public final class TargetHealth {

    /// The last thing that went wrong there.
    public record LastError(Instant at, String why) {}

    private final AtomicReference<CircuitBreaker> breaker = new AtomicReference<>(CircuitBreaker.fresh());
    private final AtomicReference<@Nullable Latency> latency = new AtomicReference<>();
    private final Map<String, Long> cooling = new ConcurrentHashMap<>();
    private volatile @Nullable LastError lastError;

    TargetHealth() {}

    public CircuitBreaker breaker() {
        return breaker.get();
    }

    public Optional<Latency> latency() {
        return Optional.ofNullable(latency.get());
    }

    public Optional<LastError> lastError() {
        return Optional.ofNullable(lastError);
    }

    /// Takes the place of a call, unless the target is out.
    public boolean admit(long now, Breaker rule) {
        while (true) {
            CircuitBreaker before = breaker.get();
            Admission admission = before.admit(now, rule);
            if (!admission.admitted() || breaker.compareAndSet(before, admission.next())) {
                return admission.admitted();
            }
        }
    }

    public void succeeded(long now, Breaker rule) {
        breaker.updateAndGet(state -> state.succeeded(now, rule));
    }

    public void failed(long now, Breaker rule) {
        breaker.updateAndGet(state -> state.failed(now, rule));
    }

    public void abandoned(long now) {
        breaker.updateAndGet(state -> state.abandoned(now));
    }

    public void wrong(Instant at, String why) {
        lastError = new LastError(at, why);
    }

    /// @param tokens of the answer; 0 if nothing is known
    public void took(Duration firstByte, Duration rest, long tokens, long now) {
        double first = firstByte.toNanos() / 1e6;
        double perToken = tokens < 2 ? 0 : rest.toNanos() / 1e6 / tokens;
        latency.updateAndGet(
                before -> before == null ? Latency.of(first, perToken, now) : before.with(first, perToken, now));
    }

    /// The provider wants fewer requests with this credential and for this model.
    public void cool(String credential, long until) {
        cooling.merge(credential, until, (one, other) -> one - other > 0 ? one : other);
    }

    public boolean cools(String credential, long now) {
        Long until = cooling.get(credential);
        if (until != null && now - until >= 0) {
            cooling.remove(credential, until);
            return false;
        }
        return until != null;
    }

    /// How long until one of these can be used again; zero if one can.
    public Duration cooling(Collection<String> credentials, long now) {
        if (cooling.isEmpty()) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(credentials.stream()
                .mapToLong(name -> cools(name, now) ? cooling.getOrDefault(name, now) - now : 0)
                .min()
                .orElse(0));
    }
}
