package dev.weir.provider.auth;

import java.time.Instant;
import java.util.function.Function;

/// Something that is good until a moment.
///
/// @param lapses when it is good no longer; [Instant#MAX] if that never happens
public record Lapsing<T>(T value, Instant lapses) {

    /// What is made of it, good until the same moment.
    public <U> Lapsing<U> map(Function<? super T, ? extends U> made) {
        return new Lapsing<>(made.apply(value), lapses);
    }

    public static <T> Lapsing<T> never(T value) {
        return new Lapsing<>(value, Instant.MAX);
    }
}
