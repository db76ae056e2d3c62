package dev.weir.telemetry;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One span of a trace that is over, as OpenTelemetry means it.
///
/// @param parent a span's id; empty if the trace begins here
/// @param remote whether the parent is somebody else's
/// @param state `tracestate` as it came
/// @param attributes texts, whole numbers (`Long`), numbers (`Double`) and flags; what is not known is absent
/// @param failed whether its status is an error
public record Span(
        String trace,
        String id,
        String parent,
        boolean remote,
        String state,
        String name,
        Kind kind,
        Instant start,
        Instant end,
        Map<String, Object> attributes,
        List<Event> events,
        boolean failed) {

    public enum Kind {
        SERVER,
        CLIENT
    }

    /// Something that happened at a moment of it.
    public record Event(String name, Instant at) {}

    public Span {
        attributes = new LinkedHashMap<>(attributes);
        events = List.copyOf(events);
    }
}
