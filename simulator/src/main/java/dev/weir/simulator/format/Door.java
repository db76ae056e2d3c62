package dev.weir.simulator.format;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// How callers come to an operation: in whose words they are answered, and what their requests and answers are wrapped
/// in.
public interface Door {

    /// What came of a request at the door.
    sealed interface Entered {

        /// What the operation is asked: as its vendor's own interface would be.
        record In(Headers headers, ObjectNode body) implements Entered {}

        record Refused(Refusal refusal) implements Entered {}
    }

    /// In whose words callers are answered.
    Dialect dialect();

    /// In whose words they are told that their key is wrong.
    default Dialect guard() {
        return dialect();
    }

    Entered enter(HttpRequest request, ObjectNode body);

    /// The answer as callers expect it here.
    default ObjectNode leave(ObjectNode answer) {
        return answer;
    }

    /// The events of a stream as callers expect them here.
    default List<Event> leave(List<Event> events) {
        return events;
    }

    /// How the events of a stream become bytes.
    enum Framing {
        SERVER_SENT,
        /// Messages of AWS, each of which holds an event of the model's.
        AWS_CHUNKS,
        /// Messages of AWS, each of which is an event.
        AWS_EVENTS
    }

    default Framing framing() {
        return Framing.SERVER_SENT;
    }

    /// The vendor's own interface, where nothing is wrapped.
    record Plain(Dialect dialect) implements Door {
        @Override
        public Entered enter(HttpRequest request, ObjectNode body) {
            return new Entered.In(request.headers(), body);
        }
    }
}
