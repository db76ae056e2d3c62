package dev.weir.wire.frame;

/// One server-sent event: its `event:` field (empty if there is none) and its data, lines joined.
public record Frame(String event, byte[] data) {}
