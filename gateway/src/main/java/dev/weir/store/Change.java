package dev.weir.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is written together or not at all: documents, what is said of it in the outbox, and the reply that is given
/// again when the same request comes again.
public record Change(List<Write> writes, List<Event> events, Optional<Reply> reply, Instant at, String by) {

    public Change {
        writes = List.copyOf(writes);
        events = List.copyOf(events);
    }

    /// Something that happened without anything being written.
    public static Change only(Event event, String by) {
        return new Change(List.of(), List.of(event), Optional.empty(), event.at(), by);
    }
}
