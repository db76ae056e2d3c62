package dev.weir.simulator;

import java.time.Duration;

/// How long answers are and how fast they come.
///
/// @param firstByte until anything is sent
/// @param betweenEvents between two events of a stream
/// @param words in an answer in words; at least five
public record Pace(Duration firstByte, Duration betweenEvents, int words) {

    /// As fast as it goes.
    public static final Pace FAST = new Pace(Duration.ZERO, Duration.ZERO, 5);
}
