package dev.weir.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is started and not completed, oldest first, and where it stands. The writer's; how many there are and since
/// when may be read by any thread.
final class OpenRecords {

    /// Where a record stands.
    ///
    /// @param since when it was written, as far as this process knows
    record At(long position, Segment segment, long offset, int size, long since) {}

    private static final long NONE = Long.MIN_VALUE;

    private final LinkedHashMap<String, At> records = new LinkedHashMap<>();
    private volatile int count;
    private volatile long oldest = NONE;

    /// A record stands there.
    void saw(boolean carried, Entry.Kind kind, String id, At at) {
        @Nullable At before = carried ? records.get(id) : records.remove(id);
        if (before != null) {
            before.segment().closes(before.size());
        }
        switch (kind) {
            case STARTED -> {
                at.segment().opens(at.size());
                records.put(id, at);
            }
            case COMPLETED -> {} // it is open no more
        }
    }

    /// A record cannot be read any more.
    void lost(String id) {
        @Nullable At before = records.remove(id);
        if (before != null) {
            before.segment().closes(before.size());
        }
    }

    /// Says to other threads how it is now.
    void publish() {
        count = records.size();
        Map.@Nullable Entry<String, At> eldest = records.firstEntry();
        oldest = eldest == null ? NONE : eldest.getValue().since();
    }

    List<String> in(Segment segment) {
        var ids = new ArrayList<String>();
        records.forEach((id, at) -> {
            if (at.segment() == segment) {
                ids.add(id);
            }
        });
        return ids;
    }

    List<String> ids() {
        return List.copyOf(records.keySet());
    }

    /// Where an open record stands.
    At at(String id) {
        return Objects.requireNonNull(records.get(id));
    }

    int count() {
        return count;
    }

    Duration oldest(long now) {
        long since = oldest;
        return since == NONE ? Duration.ZERO : Duration.ofNanos(now - since);
    }
}
