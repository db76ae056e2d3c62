package dev.weir.simulator.prompt;

/// Whether a caller wants the prompt up to here to be kept, and how long.
public enum Mark {
    NONE,
    MINUTES_5,
    HOUR_1
}
