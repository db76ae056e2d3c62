package dev.weir.relay;

import dev.weir.call.Reserved;
import dev.weir.problem.Problem;
import java.util.Optional;
import java.util.function.Consumer;

/// Keeps that a call begins, before anything that nobody could know of otherwise happens for it.
@FunctionalInterface
interface Recorded {

    /// @param reserved what it may come to
    /// @param then is told on the call's loop why it could not be kept; nothing if it is
    void started(Reserved reserved, Consumer<Optional<Problem>> then);
}
