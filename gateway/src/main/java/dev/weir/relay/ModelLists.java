package dev.weir.relay;

import dev.weir.route.Snapshot;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The configured models, in the shape that the caller's SDK expects: Anthropic's for those who send its version
/// header,
/// else OpenAI's.
final class ModelLists {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// When a model came to be is not known here, but SDKs want a date.
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private ModelLists() {}

    static HttpResponse all(Snapshot snapshot, Headers headers) {
        List<String> names = snapshot.models().keySet().stream().toList();
        ObjectNode list = JSON.createObjectNode();
        if (isAnthropic(headers)) {
            ArrayNode data = list.putArray("data");
            names.forEach(name -> data.add(anthropic(name)));
            list.put("has_more", false);
            list.put("first_id", names.isEmpty() ? null : names.getFirst());
            list.put("last_id", names.isEmpty() ? null : names.getLast());
        } else {
            list.put("object", "list");
            ArrayNode data = list.putArray("data");
            snapshot.models().forEach((name, model) -> data.add(openAi(name, model)));
        }
        return HttpResponse.json(200, list);
    }

    static Optional<HttpResponse> one(Snapshot snapshot, String name, Headers headers) {
        return snapshot.model(name)
                .map(model -> HttpResponse.json(200, isAnthropic(headers) ? anthropic(name) : openAi(name, model)));
    }

    private static boolean isAnthropic(Headers headers) {
        return headers.has("anthropic-version");
    }

    private static ObjectNode anthropic(String name) {
        return JSON.createObjectNode()
                .put("type", "model")
                .put("id", name)
                .put("display_name", name)
                .put("created_at", EPOCH);
    }

    private static ObjectNode openAi(String name, Snapshot.Model model) {
        return JSON.createObjectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", model.provider());
    }
}
