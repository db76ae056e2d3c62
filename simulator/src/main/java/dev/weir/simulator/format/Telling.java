package dev.weir.simulator.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.simulator.format.Event.Role;
import java.util.ArrayList;
import java.util.List;

/// The events of a stream as they are put down one after the other, with what has been generated at each. For one
/// thread.
final class Telling {

    private final List<Event> events = new ArrayList<>();
    private long generated;
    private long endOfPart;

    /// A part of so many bytes begins.
    void begin(long bytes) {
        generated = endOfPart;
        endOfPart += bytes;
    }

    /// What is said next has been generated, with all of its part before it.
    void generate(String text) {
        generated = Math.min(endOfPart, generated + text.getBytes(UTF_8).length);
    }

    /// The part has been generated to its end.
    void complete() {
        generated = endOfPart;
    }

    void tell(String name, String data, Role role) {
        events.add(new Event(name, data, role, generated));
    }

    int size() {
        return events.size();
    }

    List<Event> events() {
        return List.copyOf(events);
    }
}
