package dev.weir.audit;

import dev.weir.call.AuditRecord;
import java.util.List;

/// Where audit records come from, each with a number that grows.
public interface AuditSource {

    /// What was found.
    ///
    /// @param upTo how far was looked; records of greater numbers may be behind it
    /// @param unreadable how many things were found that are no audit records; each is in the log
    /// @param end whether nothing was behind them
    record Found(List<AuditRecord> records, long upTo, int unreadable, boolean end) {
        public Found {
            records = List.copyOf(records);
        }
    }

    /// Its name, which no other source ever has.
    String name();

    /// Records behind a number, out of so many things at most. May wait.
    Found find(long after, int most);

    /// Is told how far its records are kept elsewhere. May wait.
    ///
    /// @param reader who keeps them: there may be several, and what all have may be deleted
    void takenOver(String reader, long upTo);
}
