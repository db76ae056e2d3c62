package dev.weir.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A journal that is gone with the process. Whoever appends is its writer: all is told before [#append] returns.
public final class MemoryJournal implements Journal {

    private final Map<String, Long> readers;
    private final TreeMap<Long, Entry> records = new TreeMap<>();
    private final LinkedHashMap<String, Placed> open = new LinkedHashMap<>();
    private final List<Placed> leftOpen;
    private long last;
    private long failed;
    private long written;
    private String failing = "";
    private boolean closed;

    /// An empty one.
    public MemoryJournal(Map<String, Long> readers) {
        this.readers = new LinkedHashMap<>(readers);
        this.leftOpen = List.of();
        this.last = furthest(readers);
    }

    /// One that goes on where a closed one ended.
    public MemoryJournal(MemoryJournal before, Map<String, Long> readers) {
        synchronized (before) {
            this.readers = new LinkedHashMap<>(readers);
            this.records.putAll(before.records);
            this.open.putAll(before.open);
            this.leftOpen = List.copyOf(before.open.values());
            this.last = Math.max(before.last, furthest(readers));
        }
    }

    private static long furthest(Map<String, Long> readers) {
        return readers.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /// From now on appending fails for this reason; with an empty one it works again.
    public synchronized void failing(String why) {
        failing = why;
    }

    @Override
    public void append(Entry entry, Consumer<Written> then) {
        then.accept(write(entry));
    }

    private synchronized Written write(Entry entry) {
        if (closed || !failing.isEmpty()) {
            failed++;
            return new Written.Failed(closed ? "the journal is closed" : failing);
        }
        last++;
        written++;
        records.put(last, entry);
        open.remove(entry.id());
        switch (entry.kind()) {
            case STARTED -> open.put(entry.id(), new Placed(last, entry));
            case COMPLETED -> {} // no longer open
        }
        return new Written.Done(last);
    }

    @Override
    public synchronized List<Placed> read(long after, int most) {
        return records.tailMap(after, false).entrySet().stream()
                .limit(most)
                .map(one -> new Placed(one.getKey(), one.getValue()))
                .toList();
    }

    @Override
    public synchronized void takenOver(String reader, long position) {
        Readers.check(readers.keySet(), reader, position, last);
        readers.merge(reader, position, Math::max);
        long all = readers.values().stream().mapToLong(Long::longValue).min().orElse(0);
        records.headMap(all, true).clear();
    }

    @Override
    public List<Placed> leftOpen() {
        return leftOpen;
    }

    @Override
    public synchronized Health health() {
        var size = records.values().stream().mapToLong(one -> one.content().length);
        return new Health(
                0,
                0,
                records.isEmpty() ? 0 : 1,
                size.sum(),
                written,
                failed,
                failing,
                open.size(),
                Duration.ZERO,
                Duration.ZERO,
                0);
    }

    /// Records of which it was said that they are open; for tests that look.
    public synchronized List<Placed> open() {
        return new ArrayList<>(open.values());
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
