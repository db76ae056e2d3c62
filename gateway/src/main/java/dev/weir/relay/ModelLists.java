package dev.weir.relay;

import dev.weir.call.Operation;
import dev.weir.call.Target;
import dev.weir.provider.Provider;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The models that somebody may use, in the shape that the caller's SDK expects: Gemini's on its own path, Anthropic's
/// for those who send its version header, else OpenAI's.
final class ModelLists {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// When a model came to be is not known here, but SDKs want a date.
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private static final Map<Operation, String> GEMINI_METHODS = new EnumMap<>(Map.of(
            Operation.GENERATE_CONTENT, "generateContent",
            Operation.COUNT_CONTENT_TOKENS, "countTokens",
            Operation.EMBED_CONTENT, "embedContent"));

    private ModelLists() {}

    /// In whose shape.
    enum Shape {
        OPENAI,
        ANTHROPIC,
        GEMINI;

        static Shape of(Headers headers) {
            return headers.has("anthropic-version") ? ANTHROPIC : OPENAI;
        }
    }

    static HttpResponse all(Offer offer, Shape shape) {
        Map<String, List<Target>> models = offer.models();
        List<String> names = List.copyOf(models.keySet());
        ObjectNode list = JSON.createObjectNode();
        ArrayNode data = list.putArray(shape == Shape.GEMINI ? "models" : "data");
        models.forEach((name, targets) -> {
            ObjectNode one = one(offer, name, targets, shape);
            if (shape != Shape.GEMINI || !one.path("supportedGenerationMethods").isEmpty()) {
                data.add(one);
            }
        });
        switch (shape) {
            case OPENAI -> list.put("object", "list");
            case ANTHROPIC ->
                list.put("has_more", false)
                        .put("first_id", names.isEmpty() ? null : names.getFirst())
                        .put("last_id", names.isEmpty() ? null : names.getLast());
            case GEMINI -> {}
        }
        return HttpResponse.json(200, list);
    }

    static Optional<HttpResponse> one(Offer offer, String name, Shape shape) {
        return offer.model(name).map(targets -> HttpResponse.json(200, one(offer, name, targets, shape)));
    }

    private static ObjectNode one(Offer offer, String name, List<Target> targets, Shape shape) {
        return switch (shape) {
            case OPENAI -> openAi(name, targets);
            case ANTHROPIC -> anthropic(name);
            case GEMINI -> gemini(offer, name, targets);
        };
    }

    private static ObjectNode gemini(Offer offer, String name, List<Target> targets) {
        ObjectNode one = JSON.createObjectNode().put("name", "models/" + name).put("displayName", name);
        ArrayNode methods = one.putArray("supportedGenerationMethods");
        Target first = targets.getFirst();
        Provider provider = offer.provider(first);
        GEMINI_METHODS.forEach((operation, method) -> {
            if (provider.service(operation, first.model()).isPresent()
                    || !provider.translatable(operation, first.model()).isEmpty()) {
                methods.add(method);
            }
        });
        return one;
    }

    private static ObjectNode anthropic(String name) {
        return JSON.createObjectNode()
                .put("type", "model")
                .put("id", name)
                .put("display_name", name)
                .put("created_at", EPOCH);
    }

    private static ObjectNode openAi(String name, List<Target> targets) {
        return JSON.createObjectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", targets.getFirst().provider());
    }
}
