package dev.weir.route;

import java.time.Duration;

/// How fast a target was lately: what is older counts less. Immutable.
///
/// @param firstByte milliseconds from the request to the first of the answer
/// @param perToken milliseconds for each token after that; 0 if nothing is known
/// @param at when it was last measured, in monotonic nanoseconds
public record Latency(double firstByte, double perToken, long at) {

    /// How many tokens an answer is taken to have.
    private static final int TYPICAL = 200;

    /// After this time a measurement counts half of what a new one does.
    private static final double HALF_LIFE_NANOS = Duration.ofSeconds(30).toNanos();

    /// The most that an old measurement counts against a new one.
    private static final double INERTIA = 0.8;

    static Latency of(double firstByte, double perToken, long now) {
        return new Latency(firstByte, perToken, now);
    }

    /// @param nextPerToken 0 if the answer did not tell
    Latency with(double nextFirstByte, double nextPerToken, long now) {
        double old = INERTIA * Math.pow(0.5, (now - at) / HALF_LIFE_NANOS);
        return new Latency(
                firstByte * old + nextFirstByte * (1 - old),
                nextPerToken == 0 ? perToken : perToken == 0 ? nextPerToken : perToken * old + nextPerToken * (1 - old),
                now);
    }

    /// What a typical answer would take.
    double score() {
        return firstByte + TYPICAL * perToken;
    }

    /// Whether it is so long ago that it tells nothing.
    boolean stale(long now) {
        return now - at > Duration.ofMinutes(5).toNanos();
    }
}
