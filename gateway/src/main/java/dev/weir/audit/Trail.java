package dev.weir.audit;

import dev.weir.call.Beginning;
import dev.weir.call.CallReport;
import dev.weir.call.Reserved;
import dev.weir.problem.Problem;
import java.util.Optional;
import java.util.function.Consumer;

/// Keeps that calls begin and how they end, such that a process that dies loses nothing of it.
public interface Trail extends CallReport.Listener {

    /// Keeps that a call begins. Never waits.
    ///
    /// @param reserved what it may come to
    /// @param then is told on any thread why the call must not go on; nothing if it may
    void started(Beginning beginning, Reserved reserved, Consumer<Optional<Problem>> then);

    /// Keeps nothing.
    Trail NONE = new Trail() {
        @Override
        public void started(Beginning beginning, Reserved reserved, Consumer<Optional<Problem>> then) {
            then.accept(Optional.empty());
        }

        @Override
        public void ended(CallReport report) {}
    };
}
