package dev.weir.store;

import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// The audit trail of the last days, to be asked. A copy: what is older, and what nobody may lose, is in an [AuditLog]
/// of its own.
///
/// Implementations promise what an [AuditLog] does; besides, a record is there once also if it comes from two sources,
/// and [#tend] takes away what is older than [#KEPT].
public interface AuditIndex extends AuditLog {

    Duration KEPT = Duration.ofDays(30);

    /// What is asked for. A field that says nothing asks for nothing.
    ///
    /// @param team that it is about
    /// @param decisions `true` for what was allowed, `false` for what was not
    /// @param from the first moment
    /// @param to the first moment after
    record Question(
            String team,
            String actor,
            String action,
            String session,
            Set<Kind> kinds,
            Set<Boolean> decisions,
            Instant from,
            Instant to) {

        public Question {
            kinds = Set.copyOf(kinds);
            decisions = Set.copyOf(decisions);
        }

        /// Whether a record is asked for.
        boolean asksFor(AuditRecord record) {
            return fits(team, record.who().team())
                    && fits(actor, record.who().actor())
                    && fits(action, record.what().action())
                    && fits(session, record.who().session())
                    && (kinds.isEmpty() || kinds.contains(record.kind()))
                    && (decisions.isEmpty() || decisions.contains(record.end().allowed()))
                    && !record.at().isBefore(from)
                    && record.at().isBefore(to);
        }

        private static boolean fits(String wanted, String found) {
            return wanted.isEmpty() || wanted.equals(found);
        }
    }

    /// A place in the answer to a question: that of a record.
    record Place(Instant at, String id) {

        /// Before the newest.
        public static final Place FIRST = new Place(Instant.parse("9999-01-01T00:00:00Z"), "");

        public static Place of(AuditRecord record) {
            return new Place(record.at(), record.id());
        }
    }

    /// Records that are asked for, the newest first.
    ///
    /// @param after behind which record to go on
    List<AuditRecord> find(Question question, Place after, int most);

    /// Tells this store from all others, also from one that takes its place: what is numbered in it has its name.
    String name();
}
