package dev.weir.simulator.format;

import dev.weir.wire.http.HttpRequest;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `…/publishers/anthropic/models/{model}:rawPredict` and `:streamRawPredict` of Vertex AI: the path says the model,
/// the body the version. A count says the model in its body.
///
/// @param model nothing for a count
record VertexDoor(Optional<String> model, boolean streams) implements Door {

    private static final Map<String, String> VERSIONS =
            Map.of("vertex-2023-10-16", "2023-06-01", "2026-10-21", "2026-10-21");

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    /// Google looks at the token before Anthropic sees anything.
    @Override
    public Dialect guard() {
        return Dialect.VERTEX;
    }

    @Override
    public Entered enter(HttpRequest request, ObjectNode body) {
        if (model.isPresent() && body.has("model")) {
            return refuse("model: Extra inputs are not permitted");
        }
        String version = VERSIONS.getOrDefault(Json.text(body, "anthropic_version"), "");
        if (version.isEmpty()) {
            return refuse("anthropic_version: wanted one of "
                    + VERSIONS.keySet().stream().sorted().toList());
        }
        ObjectNode inside = body.deepCopy();
        inside.remove("anthropic_version");
        model.ifPresent(name -> inside.put("model", name).put("stream", streams));
        return new Entered.In(
                request.headers().toBuilder().set("anthropic-version", version).build(), inside);
    }

    private static Entered refuse(String message) {
        return new Entered.Refused(Refusal.invalid(message));
    }
}
