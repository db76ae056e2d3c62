package dev.weir.simulator.format;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /model/{id}/invoke` and `/invoke-with-response-stream` of Amazon Bedrock: the path says model and stream, the
/// body the version and the betas.
record BedrockDoor(String model, boolean streams) implements Door {

    private static final String FIRST = "bedrock-2023-05-31";
    private static final String NEWEST = "2026-10-21";
    private static final Pattern OLDER_MODEL = Pattern.compile("arn:.*|.*-v\\d+:\\d+");

    @Override
    public Dialect dialect() {
        return Dialect.BEDROCK;
    }

    @Override
    public Framing framing() {
        return Framing.AWS_CHUNKS;
    }

    @Override
    public Entered enter(HttpRequest request, ObjectNode body) {
        for (String outside : Set.of("model", "stream")) {
            if (body.has(outside)) {
                return refuse(outside + ": Extra inputs are not permitted");
            }
        }
        return Models.isClaude(model)
                ? inside(request.headers(), body, model, streams)
                : refuse("Malformed input request: " + model + " does not read Messages");
    }

    /// The request without its envelope.
    static Entered inside(Headers headers, ObjectNode body, String model, boolean streams) {
        String version = Json.text(body, "anthropic_version");
        JsonNode betas = body.path("anthropic_beta");
        if (version.isEmpty()) {
            return refuse("anthropic_version: Field required");
        }
        if (!version.equals(FIRST) && !version.equals(NEWEST)) {
            return refuse("anthropic_version: \"" + version + "\" is not a valid version");
        }
        if (version.equals(NEWEST) && OLDER_MODEL.matcher(model).matches()) {
            return refuse("anthropic_version: " + version + " is not available for " + model);
        }
        if (!betas.isMissingNode() && !betas.isArray()) {
            return refuse("anthropic_beta: Input should be a valid list");
        }
        Headers.Builder inner =
                headers.toBuilder().set("anthropic-version", version.equals(FIRST) ? "2023-06-01" : version);
        if (!betas.isEmpty()) {
            inner.set(
                    "anthropic-beta",
                    betas.valueStream().map(JsonNode::asString).collect(Collectors.joining(",")));
        }
        ObjectNode inside = body.deepCopy();
        inside.remove(List.of("anthropic_version", "anthropic_beta"));
        return new Entered.In(inner.build(), inside.put("model", model).put("stream", streams));
    }

    /// The last event tells what was measured.
    @Override
    public List<Event> leave(List<Event> events) {
        var all = new ArrayList<>(events);
        Event last = all.removeLast();
        ObjectNode json = (ObjectNode) Json.parse(last.data());
        json.putObject("amazon-bedrock-invocationMetrics")
                .put("invocationLatency", 12)
                .put("firstByteLatency", 3);
        all.add(new Event(last.name(), json.toString(), last.role(), last.generated()));
        return all;
    }

    private static Entered refuse(String message) {
        return new Entered.Refused(Refusal.invalid(message));
    }
}
