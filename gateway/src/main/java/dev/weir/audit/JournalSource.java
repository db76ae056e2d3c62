package dev.weir.audit;

import dev.weir.audit.Handover.Placed;
import dev.weir.call.AuditRecord;
import dev.weir.journal.Entry;
import dev.weir.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls that are over, out of the journal: what its completed entries hold is [AuditJson].
///
/// What is written now is handed over as it is. What was there before, what came faster than it was taken, and what is
/// asked for once more is read back. Each reader has one of its own.
public final class JournalSource implements AuditSource {

    private static final Logger LOG = LoggerFactory.getLogger(JournalSource.class);
    private static final int MOST_WAITING = 10_000;

    private final String name;
    private final Journal journal;
    private final Handover<AuditRecord> handed = new Handover<>(MOST_WAITING);

    /// The reader's: whether something behind the last place may be in the journal only, and that place.
    private boolean reads;

    private long at = -1;

    /// @param name tells this journal from others, also from one that takes its place
    public JournalSource(String name, Journal journal) {
        this.name = name;
        this.journal = journal;
    }

    @Override
    public String name() {
        return name;
    }

    /// A call is over and in the journal. Told in the order of the places; never waits.
    public void kept(long position, AuditRecord record) {
        handed.add(position, record);
    }

    @Override
    public Found find(long after, int most) {
        boolean elsewhere = after != at;
        if (handed.resume() || elsewhere) {
            reads = true;
        }
        Found found = reads ? read(after, most) : handed(after, most);
        at = found.upTo();
        return found;
    }

    private Found handed(long after, int most) {
        List<Placed<AuditRecord>> next = handed.take(after, most);
        long upTo = next.isEmpty() ? after : next.getLast().position();
        return new Found(next.stream().map(Placed::what).toList(), upTo, 0, next.size() < most);
    }

    private Found read(long after, int most) {
        List<Journal.Placed> entries = journal.read(after, most);
        if (entries.isEmpty()) {
            reads = false;
            return handed(after, most);
        }
        var records = new ArrayList<AuditRecord>();
        int unreadable = 0;
        for (Journal.Placed placed : entries) {
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
        return new Found(records, entries.getLast().position(), unreadable, false);
    }

    @Override
    public void takenOver(String reader, long upTo) {
        journal.takenOver(reader, upTo);
    }
}
