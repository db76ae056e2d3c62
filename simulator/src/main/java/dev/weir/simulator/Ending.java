package dev.weir.simulator;

/// How it ends.
public enum Ending {
    /// The answer ends as HTTP ends one.
    CLEAN,
    /// The connection is reset.
    RESET,
    /// Nothing more happens until the client leaves.
    STALL
}
