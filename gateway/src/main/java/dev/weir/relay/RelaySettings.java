package dev.weir.relay;

import java.time.Duration;

/// How long the relay waits, and how much it keeps.
///
/// @param connect until a connection to a provider is there
/// @param firstByte until a provider begins to answer a call that streams
/// @param firstByteWhole the same of a call that does not
/// @param idle between two pieces of an answer
/// @param total of a whole answer
/// @param heartbeat how long a client of a stream hears nothing before it is told that all is well
/// @param stall how long a client may leave what waits for it, once that is as much as may wait
/// @param frame how long one frame of a stream may be
public record RelaySettings(
        Duration connect,
        Duration firstByte,
        Duration firstByteWhole,
        Duration idle,
        Duration total,
        Duration heartbeat,
        Duration stall,
        int frame) {

    public static final RelaySettings DEFAULTS = new RelaySettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(120),
            Duration.ofSeconds(600),
            Duration.ofSeconds(300),
            Duration.ofMinutes(60),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            8 * 1024 * 1024);

    StreamDeadlines.Limits limits(boolean streams) {
        return new StreamDeadlines.Limits(streams ? firstByte : firstByteWhole, idle, total, heartbeat, stall);
    }
}
