package dev.weir.simulator.fault;

import java.time.Duration;

/// Something that the simulator does wrong on purpose.
public sealed interface Fault permits Instead, Midway, Oddity, Fault.Slow, Fault.Split {

    /// The first byte comes late.
    record Slow(Duration delay) implements Fault {}

    /// Everything of a stream comes in pieces of at most so many bytes.
    record Split(int bytes) implements Fault {}
}
