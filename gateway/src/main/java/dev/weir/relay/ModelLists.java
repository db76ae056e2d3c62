package dev.weir.relay;

import dev.weir.call.Operation;
import dev.weir.config.RoutingNode;
import dev.weir.route.Snapshot;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The configured models, in the shape that the caller's SDK expects: Gemini's on its own path, Anthropic's for those
/// who send its version header, else OpenAI's.
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

    static HttpResponse all(Snapshot snapshot, Shape shape) {
        List<String> names = snapshot.models().keySet().stream().toList();
        ObjectNode list = JSON.createObjectNode();
        ArrayNode data = list.putArray(shape == Shape.GEMINI ? "models" : "data");
        snapshot.models().forEach((name, model) -> {
            ObjectNode one = one(snapshot, name, model, shape);
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

    static Optional<HttpResponse> one(Snapshot snapshot, String name, Shape shape) {
        return snapshot.model(name).map(model -> HttpResponse.json(200, one(snapshot, name, model, shape)));
    }

    private static ObjectNode one(Snapshot snapshot, String name, RoutingNode model, Shape shape) {
        return switch (shape) {
            case OPENAI -> openAi(name, model);
            case ANTHROPIC -> anthropic(name);
            case GEMINI -> gemini(snapshot, name, model);
        };
    }

    private static ObjectNode gemini(Snapshot snapshot, String name, RoutingNode model) {
        ObjectNode one = JSON.createObjectNode().put("name", "models/" + name).put("displayName", name);
        ArrayNode methods = one.putArray("supportedGenerationMethods");
        String upstream = model.leaves().getFirst().model().orElse(name);
        snapshot.provider(owner(model))
                .ifPresent(provider -> GEMINI_METHODS.forEach((operation, method) -> {
                    if (provider.service(operation, upstream).isPresent()
                            || !provider.translatable(operation, upstream).isEmpty()) {
                        methods.add(method);
                    }
                }));
        return one;
    }

    private static ObjectNode anthropic(String name) {
        return JSON.createObjectNode()
                .put("type", "model")
                .put("id", name)
                .put("display_name", name)
                .put("created_at", EPOCH);
    }

    private static ObjectNode openAi(String name, RoutingNode model) {
        return JSON.createObjectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", owner(model));
    }

    /// The provider of its first target.
    private static String owner(RoutingNode model) {
        return model.leaves().getFirst().provider().orElse("");
    }
}
