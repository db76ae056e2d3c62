package dev.weir.relay;

import dev.weir.problem.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Keeps that a call begins, before anything that nobody could know of otherwise happens for it.
@FunctionalInterface
interface Recorded {

    /// @param reserved what is put aside, by account
    /// @param then is told on the call's loop why it could not be kept; nothing if it is
    void started(Map<String, Long> reserved, Consumer<Optional<Problem>> then);
}
