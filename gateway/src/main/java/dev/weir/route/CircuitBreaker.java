package dev.weir.route;

import dev.weir.config.Routing.Breaker;

/// Whether a target is asked, as what it did lately tells. Immutable; every event makes another one. Times are
/// monotonic nanoseconds.
///
/// Closed, it counts. After too many failures it opens: the target is out for a while, longer each time. Then one call
/// tries it (half-open) and closes or opens it again.
public sealed interface CircuitBreaker {

    /// What is counted in two halves of the window, so that it slides.
    ///
    /// @param half the number of the current half since the clock began
    record Window(long half, int good, int bad, int goodBefore, int badBefore) {
        static final Window EMPTY = new Window(0, 0, 0, 0, 0);

        Window at(long now, Breaker rule) {
            long current = Math.floorDiv(now, Math.max(1, rule.window().toNanos() / 2));
            if (current == half) {
                return this;
            }
            return current == half + 1 ? new Window(current, 0, 0, good, bad) : new Window(current, 0, 0, 0, 0);
        }

        Window with(boolean success) {
            return new Window(half, good + (success ? 1 : 0), bad + (success ? 0 : 1), goodBefore, badBefore);
        }

        boolean tooBad(Breaker rule) {
            int failures = bad + badBefore;
            int all = good + goodBefore + failures;
            return all >= rule.requests() && 100L * failures >= (long) rule.failureRate() * all;
        }
    }

    /// Calls go there.
    ///
    /// @param inARow failures since the last success
    /// @param times how often it was out lately; forgotten when it has worked for as long as it may be out
    record Closed(Window window, int inARow, int times, long since) implements CircuitBreaker {}

    /// Out until then.
    record Open(long until, int times) implements CircuitBreaker {}

    /// One call tries it.
    record HalfOpen(long since, int times) implements CircuitBreaker {}

    /// What came of asking whether a call may go there.
    record Admission(boolean admitted, CircuitBreaker next) {}

    /// That of a target of which nothing is known.
    static CircuitBreaker fresh() {
        return new Closed(Window.EMPTY, 0, 0, 0);
    }

    /// Whether a call could go there now; takes nothing.
    default boolean available(long now, Breaker rule) {
        return switch (this) {
            case Closed _ -> true;
            case Open(long until, int _) -> now - until >= 0;
            case HalfOpen(long since, int _) ->
                now - since >= rule.longestCoolDown().toNanos();
        };
    }

    /// Takes the one try that a target gets after it was out, or tells that somebody else has it. A try of which
    /// nothing is heard any more is given to the next.
    default Admission admit(long now, Breaker rule) {
        if (!available(now, rule)) {
            return new Admission(false, this);
        }
        return switch (this) {
            case Closed closed -> new Admission(true, closed);
            case Open(long _, int times) -> new Admission(true, new HalfOpen(now, times));
            case HalfOpen(long _, int times) -> new Admission(true, new HalfOpen(now, times));
        };
    }

    default CircuitBreaker succeeded(long now, Breaker rule) {
        return switch (this) {
            case Closed(Window window, int _, int times, long since) ->
                new Closed(
                        window.at(now, rule).with(true),
                        0,
                        now - since >= rule.longestCoolDown().toNanos() ? 0 : times,
                        since);
            case Open open -> open; // an answer from before it was out
            case HalfOpen(long _, int times) ->
                new Closed(Window.EMPTY.at(now, rule).with(true), 0, times, now);
        };
    }

    default CircuitBreaker failed(long now, Breaker rule) {
        return switch (this) {
            case Closed(Window window, int inARow, int times, long since) -> {
                Window counted = window.at(now, rule).with(false);
                yield inARow + 1 >= rule.failures() || counted.tooBad(rule)
                        ? out(now, now - since >= rule.longestCoolDown().toNanos() ? 0 : times, rule)
                        : new Closed(counted, inARow + 1, times, since);
            }
            case Open open -> open;
            case HalfOpen(long _, int times) -> out(now, times, rule);
        };
    }

    /// The try came to no end that would tell anything: the client left, or the call was ended here.
    default CircuitBreaker abandoned(long now) {
        return this instanceof HalfOpen(long _, int times) ? new Open(now, times) : this;
    }

    private static CircuitBreaker out(long now, int times, Breaker rule) {
        long rest = Math.min(
                rule.coolDown().toNanos() * (times + 1L), rule.longestCoolDown().toNanos());
        return new Open(now + rest, times + 1);
    }
}
