package dev.weir.simulator.author;

/// Why an answer ends.
public sealed interface Stop {
    record End() implements Stop {}

    record ToolUse() implements Stop {}

    record Length() implements Stop {}

    record Sequence(String text) implements Stop {}
}
