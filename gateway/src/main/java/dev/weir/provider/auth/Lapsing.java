package dev.weir.provider.auth;

import java.time.Instant;

/// Something that is good until a moment.
///
/// @param lapses when it is good no longer; [Instant#MAX] if that never happens
public record Lapsing<T>(T value, Instant lapses) {

    public static <T> Lapsing<T> never(T value) {
        return new Lapsing<>(value, Instant.MAX);
    }
}
