package dev.weir.simulator.format;

import dev.weir.wire.http.HttpRequest;
import tools.jackson.databind.node.ObjectNode;

/// The paths of Gemini, which say the model and whether to stream.
///
/// @param dialect of AI Studio, which takes keys, or of Vertex AI, which takes tokens
record GeminiDoor(Dialect dialect, String model, boolean streams) implements Door {

    @Override
    public Entered enter(HttpRequest request, ObjectNode body) {
        if (request.target().parameters().containsKey("key")) {
            return new Entered.Refused(
                    Refusal.invalid("A key in the query ends up in logs; the simulator wants it in x-goog-api-key."));
        }
        if (streams && !"sse".equals(request.target().parameters().get("alt"))) {
            return new Entered.Refused(Refusal.invalid("The simulator streams with alt=sse only."));
        }
        return new Entered.In(
                request.headers(), body.deepCopy().put("model", model).put("stream", streams));
    }
}
