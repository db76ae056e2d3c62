package dev.weir.config;

import java.time.Duration;

/// How the gateway ends.
///
/// @param pre how long it still takes calls after it has said that it is not ready
/// @param max how long running calls may take after that
public record Drain(Duration pre, Duration max) {

    private static final Value<Duration> SPAN = Value.within(Values.TIME_SPAN, Duration.ZERO, Duration.ofHours(24));

    static Drain read(Section drain) {
        return new Drain(
                drain.value("pre", SPAN, Duration.ofSeconds(5)), drain.value("max", SPAN, Duration.ofMinutes(10)));
    }
}
