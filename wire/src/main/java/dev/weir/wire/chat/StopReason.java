package dev.weir.wire.chat;

/// Why an answer came to its end.
public enum StopReason {
    END,
    /// A stop sequence of the caller's came up.
    STOP_SEQUENCE,
    /// As many tokens as the caller wanted at most.
    LENGTH,
    /// The model can hold no more.
    CONTEXT,
    TOOL_USE,
    REFUSAL,
    /// The provider paused and wants to be asked to go on.
    PAUSE
}
