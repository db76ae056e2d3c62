package dev.weir.call;

import dev.weir.wire.format.Envelope;

/// What a caller asks for, wherever its request says so.
///
/// @param envelope what the caller's request came in
/// @param model the name that the caller uses; empty if there is none
/// @param streams whether the answer is to come as a stream
public record Asked(Operation operation, Envelope envelope, String model, boolean streams) {}
