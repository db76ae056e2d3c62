package dev.weir.call;

import java.time.Duration;

/// By what a call's conversation is known among all of its team's.
///
/// @param key a digest; tells nothing of what it was made of
/// @param life how long its place is kept after it was last heard of
public record Session(String key, Duration life) {}
