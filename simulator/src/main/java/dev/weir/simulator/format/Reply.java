package dev.weir.simulator.format;

import dev.weir.simulator.meter.Work;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What a format says to a question that it does not refuse.
public sealed interface Reply {

    /// An answer that costs nothing, such as a count.
    record Free(ObjectNode json) implements Reply {}

    record Whole(Work work, ObjectNode json) implements Reply {}

    /// @param failure how this stream says that something went wrong
    record Stream(Work work, List<Event> events, Failure failure) implements Reply {}

    /// Words the event by which a stream fails after it has begun.
    interface Failure {
        /// @param type the error's type in the format's words; empty for the usual one
        /// @param sequence how many events came before it
        Event event(String type, String message, int sequence);
    }
}
