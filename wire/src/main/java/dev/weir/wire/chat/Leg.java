package dev.weir.wire.chat;

/// What was used for an answer beside the answer itself, and is billed beside it: to shorten the conversation first, or
/// by another model that was asked.
///
/// @param model as the provider knows it; empty if it is the one that answered
public record Leg(String model, Usage usage) {}
