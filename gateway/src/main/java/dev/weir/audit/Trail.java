package dev.weir.audit;

import dev.weir.call.Beginning;
import dev.weir.call.CallReport;
import dev.weir.problem.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Keeps that calls begin and how they end, such that a process that dies loses nothing of it.
public interface Trail extends CallReport.Listener {

    /// Keeps that a call begins. Never waits.
    ///
    /// @param reserved what is put aside for it, by account
    /// @param then is told on any thread why the call must not go on; nothing if it may
    void started(Beginning beginning, Map<String, Long> reserved, Consumer<Optional<Problem>> then);

    /// Keeps nothing.
    Trail NONE = new Trail() {
        @Override
        public void started(Beginning beginning, Map<String, Long> reserved, Consumer<Optional<Problem>> then) {
            then.accept(Optional.empty());
        }

        @Override
        public void ended(CallReport report) {}
    };
}
