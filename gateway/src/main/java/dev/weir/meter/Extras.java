package dev.weir.meter;

import dev.weir.wire.json.RequestShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a request lets its provider do beside having one model answer.
///
/// @param searches how often it may search the web
/// @param models other models that it may ask, as it knows them
/// @param anyModel whether it may ask others of its own choice
public record Extras(long searches, List<String> models, boolean anyModel) {

    static final Extras NONE = new Extras(0, List.of(), false);

    /// Of a tool that does not say how often. Nobody else limits it, so it is no bound.
    private static final long UNSAID = 1;

    private static final String TOOLS = "tools";
    private static final String FALLBACKS = "fallbacks";
    private static final List<String> OF_GOOGLE = List.of("googleSearch", "google_search");

    public Extras {
        models = List.copyOf(models);
    }

    static Extras of(RequestShape request) {
        Optional<JsonNode> tools = tree(request, TOOLS);
        Optional<JsonNode> fallbacks = tree(request, FALLBACKS);
        if (tools.isEmpty() && fallbacks.isEmpty()) {
            return NONE;
        }
        long unsaid = request.number("max_tool_calls").orElse(UNSAID);
        long searches = 0;
        var models = new ArrayList<String>();
        for (JsonNode tool : tools.orElseGet(JsonMapper.shared()::createArrayNode)) {
            String type = tool.path("type").asString("");
            if (type.startsWith("web_search")) {
                searches =
                        NanoUsd.plus(searches, Math.max(0, tool.path("max_uses").asLong(unsaid)));
            } else if (OF_GOOGLE.stream().anyMatch(tool::has)) {
                searches = NanoUsd.plus(searches, unsaid);
            } else if (type.startsWith("advisor_")) {
                models.add(tool.path("model").asString(""));
            }
        }
        fallbacks
                .filter(JsonNode::isArray)
                .ifPresent(
                        all -> all.forEach(one -> models.add(one.path("model").asString(""))));
        return new Extras(
                searches,
                models,
                fallbacks.filter(all -> !all.isArray() && !all.isNull()).isPresent());
    }

    private static Optional<JsonNode> tree(RequestShape request, String member) {
        return request.json(member).map(JsonMapper.shared()::readTree);
    }
}
