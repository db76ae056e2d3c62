package dev.weir.simulator;

import java.time.Duration;

/// Something that happens while an answer is streamed.
public sealed interface Step {

    record Send(byte[] bytes) implements Step {}

    record Pause(Duration duration) implements Step {}
}
