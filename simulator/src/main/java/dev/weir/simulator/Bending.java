package dev.weir.simulator;

import dev.weir.simulator.fault.Fault;
import dev.weir.simulator.fault.Instead;
import dev.weir.simulator.fault.Midway;
import dev.weir.simulator.fault.Oddity;
import dev.weir.simulator.fault.Place;
import dev.weir.simulator.format.Event;
import dev.weir.simulator.format.Event.Role;
import dev.weir.simulator.format.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The events of a stream while faults bend them, one after the other in the order in which they were named. For one
/// thread.
final class Bending {

    private final Reply.Stream stream;
    private final List<Event> events;
    private Optional<Event> half = Optional.empty();
    private Ending ending = Ending.CLEAN;
    private boolean broken;
    private int corrupted = -1;
    private boolean corruptedPrelude;

    Bending(Reply.Stream stream) {
        this.stream = stream;
        this.events = new ArrayList<>(stream.events());
    }

    List<Event> events() {
        return events;
    }

    /// The event of which only a half is sent, after all others.
    Optional<Event> half() {
        return half;
    }

    Ending ending() {
        return ending;
    }

    /// Whether something of the answer is missing at its end.
    boolean broken() {
        return broken;
    }

    /// The frame of the event with this number, one bit of it changed if that is to be.
    byte[] frame(int number, byte[] frame) {
        if (number != corrupted) {
            return frame;
        }
        byte[] other = frame.clone();
        other[corruptedPrelude ? 2 : other.length - 1] ^= 1;
        return other;
    }

    void bend(Fault fault) {
        switch (fault) {
            case Oddity oddity -> bend(oddity);
            case Midway midway -> bend(midway, index(midway.after()));
            case Instead _, Fault.Slow _, Fault.Split _ -> {}
        }
    }

    private void bend(Oddity oddity) {
        switch (oddity) {
            case PING_FIRST -> events.addFirst(ping(events.getFirst()));
            case NO_USAGE -> {
                var without = events.stream()
                        .flatMap(event -> withoutUsage(event).stream())
                        .toList();
                events.clear();
                events.addAll(without);
            }
            case NO_TERMINAL -> broken |= events.removeIf(event -> event.role() == Role.TERMINAL);
            case CRLF, NO_SPACE, COMMENTS, NO_EVENT -> {} // seen to by the framing
        }
    }

    private void bend(Midway midway, int at) {
        switch (midway) {
            case Midway.ErrorEvent(Place _, String type, String message) -> {
                cut(at, Ending.CLEAN);
                events.add(generated(stream.failure().event(type, message, at)));
            }
            case Midway.Cut _ -> cut(at, Ending.RESET);
            case Midway.HalfFrame _ -> {
                half = at < events.size() ? Optional.of(events.get(at)) : Optional.empty();
                cut(at, Ending.RESET);
            }
            case Midway.End _ -> cut(at, Ending.CLEAN);
            case Midway.Stall _ -> cut(at, Ending.STALL);
            case Midway.Garbage _ -> events.add(at, generatedAt(at, new Event("", "{\"garbage\": ", Role.OTHER, 0)));
            case Midway.Corrupt(Place _, boolean prelude) -> {
                corrupted = Math.min(at, events.size() - 1);
                corruptedPrelude = prelude;
                broken = true;
            }
            case Midway.Unknown _ ->
                events.add(
                        at,
                        generatedAt(
                                at, new Event("simulator_oddity", "{\"type\":\"simulator_oddity\"}", Role.OTHER, 0)));
            case Midway.Giant(Place _, int bytes) -> {
                if (at < events.size()) {
                    Event event = events.get(at);
                    events.set(
                            at,
                            new Event(event.name(), event.data() + " ".repeat(bytes), event.role(), event.generated()));
                }
            }
        }
    }

    private void cut(int at, Ending how) {
        events.subList(at, events.size()).clear();
        ending = how;
        broken = true;
    }

    private int index(Place place) {
        return switch (place) {
            case Place.Events(int count) -> Math.min(count, events.size());
            case Place.Content _ -> {
                int at = 0;
                while (at < events.size() && events.get(at).role() != Role.CONTENT) {
                    at++;
                }
                yield Math.min(at + 1, events.size());
            }
        };
    }

    private Event generated(Event event) {
        return generatedAt(events.size(), event);
    }

    /// An event of ours generates nothing beyond what the one before it had.
    private Event generatedAt(int at, Event event) {
        long before = at == 0 ? 0 : events.get(at - 1).generated();
        return new Event(event.name(), event.data(), event.role(), before);
    }

    private static Event ping(Event first) {
        return switch (first.name()) {
            case "" -> {
                ObjectNode chunk = json(first);
                yield new Event("", chunk.set("choices", chunk.arrayNode()).toString(), Role.OTHER, 0);
            }
            case "message_start" -> new Event("ping", "{\"type\":\"ping\"}", Role.OTHER, 0);
            default -> new Event("keepalive", "{\"type\":\"keepalive\",\"sequence_number\":0}", Role.OTHER, 0);
        };
    }

    /// The event without its usage; nothing, if it says nothing else.
    private static Optional<Event> withoutUsage(Event event) {
        if (!event.data().contains("\"usage\"")) {
            return Optional.of(event);
        }
        ObjectNode json = json(event);
        boolean only = json.path("choices").isArray() && json.path("choices").isEmpty();
        for (JsonNode holder : List.of(json, json.path("message"), json.path("response"))) {
            if (holder instanceof ObjectNode object) {
                object.remove("usage");
            }
        }
        return only
                ? Optional.empty()
                : Optional.of(new Event(event.name(), json.toString(), event.role(), event.generated()));
    }

    private static ObjectNode json(Event event) {
        return (ObjectNode) JsonMapper.shared().readTree(event.data());
    }
}
