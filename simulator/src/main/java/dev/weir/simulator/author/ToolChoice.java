package dev.weir.simulator.author;

/// Whether a tool has to be called.
public sealed interface ToolChoice {
    record Auto() implements ToolChoice {}

    record None() implements ToolChoice {}

    record Any() implements ToolChoice {}

    record Named(String name) implements ToolChoice {}
}
