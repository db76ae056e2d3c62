package dev.weir.audit;

import dev.weir.call.AuditRecord;
import dev.weir.store.DocumentStore;
import dev.weir.store.DocumentStore.Numbered;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What administrators did and were not allowed to do, out of the outbox. What all who read it have is deleted there.
public final class OutboxSource implements AuditSource {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxSource.class);

    private final String name;
    private final DocumentStore store;
    private final Map<String, Long> taken = new ConcurrentHashMap<>();

    /// @param name tells this store from others
    /// @param readers who has to have an event before it is deleted
    public OutboxSource(String name, DocumentStore store, List<String> readers) {
        this.name = name;
        this.store = store;
        readers.forEach(reader -> taken.put(reader, 0L));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Found find(long after, int most) {
        List<Numbered> events = store.outbox(after, most);
        var records = new ArrayList<AuditRecord>();
        int unreadable = 0;
        for (Numbered numbered : events) {
            try {
                records.add(OutboxEvent.record(numbered.event()));
            } catch (IllegalArgumentException notOurs) {
                unreadable++;
                LOG.atError()
                        .addKeyValue("number", numbered.number())
                        .addKeyValue("id", numbered.event().id())
                        .addKeyValue("why", String.valueOf(notOurs.getMessage()))
                        .log("an event of the outbox cannot be read");
            }
        }
        long upTo = events.isEmpty() ? after : events.getLast().number();
        return new Found(records, upTo, unreadable, events.size() < most);
    }

    @Override
    public void takenOver(String reader, long upTo) {
        long before = Collections.min(taken.values());
        taken.put(reader, upTo);
        long now = Collections.min(taken.values());
        if (now > before) {
            store.forgetEvents(now);
        }
    }
}
