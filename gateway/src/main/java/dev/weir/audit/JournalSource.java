package dev.weir.audit;

import dev.weir.call.AuditRecord;
import dev.weir.journal.Entry;
import dev.weir.journal.Journal;
import dev.weir.journal.Journal.Placed;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls that are over, out of the journal: what its completed entries hold is [AuditJson].
public final class JournalSource implements AuditSource {

    private static final Logger LOG = LoggerFactory.getLogger(JournalSource.class);

    private final String name;
    private final Journal journal;

    /// @param name tells this journal from others, also from one that takes its place
    public JournalSource(String name, Journal journal) {
        this.name = name;
        this.journal = journal;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Found find(long after, int most) {
        List<Placed> entries = journal.read(after, most);
        var records = new ArrayList<AuditRecord>();
        int unreadable = 0;
        for (Placed placed : entries) {
            Entry entry = placed.entry();
            if (entry.kind() == Entry.Kind.COMPLETED && entry.content().length > 0) {
                try {
                    records.add(AuditJson.read(entry.content()));
                } catch (IllegalArgumentException notOurs) {
                    unreadable++;
                    LOG.atError()
                            .addKeyValue("journal", name)
                            .addKeyValue("position", placed.position())
                            .addKeyValue("id", entry.id())
                            .addKeyValue("why", String.valueOf(notOurs.getMessage()))
                            .log("an entry of the journal is no audit record");
                }
            }
        }
        long upTo = entries.isEmpty() ? after : entries.getLast().position();
        return new Found(records, upTo, unreadable, entries.isEmpty());
    }

    @Override
    public void takenOver(String reader, long upTo) {
        journal.takenOver(reader, upTo);
    }
}
