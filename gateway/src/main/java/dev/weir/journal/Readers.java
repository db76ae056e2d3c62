package dev.weir.journal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Up to where each reader has taken the records over. May be used by any thread.
final class Readers {

    private final ConcurrentHashMap<String, Long> positions;

    Readers(Map<String, Long> positions) {
        this.positions = new ConcurrentHashMap<>(positions);
    }

    static void check(Set<String> known, String reader, long position, long last) {
        if (!known.contains(reader)) {
            throw new IllegalArgumentException("the journal has no reader " + reader + "; there are " + known);
        }
        if (position > last) {
            throw new IllegalArgumentException(
                    reader + " cannot have taken over " + position + ": the last record is " + last);
        }
    }

    void takenOver(String reader, long position, long last) {
        check(positions.keySet(), reader, position, last);
        positions.merge(reader, position, Math::max);
    }

    /// Up to where all have; everything, if nobody reads.
    long all() {
        return positions.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    /// Up to where the furthest has.
    long furthest() {
        return positions.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
