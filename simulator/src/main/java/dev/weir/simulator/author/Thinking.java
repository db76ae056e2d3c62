package dev.weir.simulator.author;

/// Whether a thought precedes the answer.
public enum Thinking {
    ON,
    OFF
}
