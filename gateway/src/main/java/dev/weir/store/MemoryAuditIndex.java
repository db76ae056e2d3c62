package dev.weir.store;

import dev.weir.call.AuditRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// The last part of the audit trail, as long as the process lasts. For tests and for gateways that keep nothing.
public final class MemoryAuditIndex implements AuditIndex {

    private static final Comparator<Place> NEWEST_FIRST =
            Comparator.comparing(Place::at).thenComparing(Place::id).reversed();

    private final NavigableMap<Place, AuditRecord> records = new TreeMap<>(NEWEST_FIRST);
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final String name = UUID.randomUUID().toString();

    @Override
    public synchronized long position(String source) {
        return positions.getOrDefault(source, 0L);
    }

    @Override
    public synchronized void add(Batch batch) {
        if (position(batch.source()) != batch.after()) {
            throw new IllegalArgumentException("%s is taken over to %d, and the batch begins at %d"
                    .formatted(batch.source(), position(batch.source()), batch.after()));
        }
        positions.put(batch.source(), batch.upTo());
        for (AuditRecord record : batch.records()) {
            if (ids.add(record.id())) {
                records.put(place(record), record);
            }
        }
    }

    private static Place place(AuditRecord record) {
        return new Place(record.at().truncatedTo(ChronoUnit.MICROS), record.id());
    }

    @Override
    public synchronized List<AuditRecord> find(Question question, Place after, int most) {
        var from = new Place(after.at().truncatedTo(ChronoUnit.MICROS), after.id());
        return records.tailMap(from, false).values().stream()
                .filter(question::asksFor)
                .limit(most)
                .toList();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized void tend(Instant now) {
        Instant oldest = now.minus(KEPT);
        records.values().removeIf(record -> record.at().isBefore(oldest) && ids.remove(record.id()));
    }

    @Override
    public void close() {}
}
