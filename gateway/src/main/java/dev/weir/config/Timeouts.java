package dev.weir.config;

import java.time.Duration;

/// How long is waited for a provider.
///
/// @param connect until a connection is there
/// @param firstByte until the answer to a call that streams begins
/// @param firstByteWhole the same of a call that does not stream
/// @param idle between two pieces of an answer
/// @param total of a whole answer
/// @param heartbeat how long the client of a stream hears nothing before it is told that all is well
public record Timeouts(
        Duration connect,
        Duration firstByte,
        Duration firstByteWhole,
        Duration idle,
        Duration total,
        Duration heartbeat) {

    private static final Value<Duration> SPAN =
            Value.within(Values.TIME_SPAN, Duration.ofMillis(1), Duration.ofHours(24));

    static Timeouts read(Section timeouts) {
        var read = new Timeouts(
                timeouts.value("connect", SPAN, Duration.ofSeconds(5)),
                timeouts.value("first-byte", SPAN, Duration.ofSeconds(120)),
                timeouts.value("first-byte-whole", SPAN, Duration.ofSeconds(600)),
                timeouts.value("idle", SPAN, Duration.ofSeconds(300)),
                timeouts.value("total", SPAN, Duration.ofMinutes(60)),
                timeouts.value("heartbeat", SPAN, Duration.ofSeconds(20)));
        longest(timeouts, "first-byte", read.firstByte, read.total);
        longest(timeouts, "first-byte-whole", read.firstByteWhole, read.total);
        longest(timeouts, "idle", read.idle, read.total);
        return read;
    }

    private static void longest(Section timeouts, String key, Duration part, Duration total) {
        timeouts.at(key)
                .require(
                        !timeouts.at("total").sound() || part.compareTo(total) <= 0,
                        "%s is longer than timeouts.total, which is %s",
                        Values.written(part),
                        Values.written(total));
    }
}
