package dev.weir.simulator.format;

import dev.weir.simulator.format.Event.Role;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /model/{id}/converse` and `/converse-stream` of Amazon Bedrock: a format of its own in front of all models.
/// What is asked is what Claude would be asked in Messages; other models sign no thoughts.
record ConverseDoor(String model, boolean streams) implements Door {

    @Override
    public Dialect dialect() {
        return Dialect.BEDROCK;
    }

    @Override
    public Framing framing() {
        return Framing.AWS_EVENTS;
    }

    @Override
    public Entered enter(HttpRequest request, ObjectNode body) {
        Optional<String> wrong = new ConverseRules(model).wrong(body);
        if (wrong.isPresent()) {
            return new Entered.Refused(Refusal.invalid(wrong.get()));
        }
        Headers inner = request.headers().toBuilder()
                .set("anthropic-version", "2023-06-01")
                .build();
        ObjectNode inside = new ConverseBody(signs()).messages(body);
        return new Entered.In(inner, inside.put("model", model).put("stream", streams));
    }

    private boolean signs() {
        return Models.isClaude(model);
    }

    @Override
    public ObjectNode leave(ObjectNode answer) {
        ObjectNode json = Json.object();
        ArrayNode content = json.putObject("output")
                .putObject("message")
                .put("role", "assistant")
                .putArray("content");
        answer.path("content").forEach(block -> content.add(block(block)));
        json.set("stopReason", answer.path("stop_reason"));
        json.set("usage", usage(answer.path("usage")));
        json.putObject("metrics").put("latencyMs", 12);
        return json;
    }

    private ObjectNode block(JsonNode block) {
        ObjectNode json = Json.object();
        switch (Json.text(block, "type")) {
            case "thinking" -> {
                ObjectNode thought = json.putObject("reasoningContent")
                        .putObject("reasoningText")
                        .put("text", Json.text(block, "thinking"));
                if (signs()) {
                    thought.set("signature", block.path("signature"));
                }
            }
            case "redacted_thinking" -> json.putObject("reasoningContent").set("redactedContent", block.path("data"));
            case "tool_use" -> json.set("toolUse", call(block).set("input", block.path("input")));
            default -> json.set("text", block.path("text"));
        }
        return json;
    }

    private static ObjectNode call(JsonNode block) {
        ObjectNode call = Json.object();
        call.set("toolUseId", block.path("id"));
        call.set("name", block.path("name"));
        return call;
    }

    private static ObjectNode usage(JsonNode usage) {
        long read = usage.path("cache_read_input_tokens").longValue(0);
        long written = usage.path("cache_creation_input_tokens").longValue(0);
        long input = usage.path("input_tokens").longValue(0);
        long output = usage.path("output_tokens").longValue(0);
        ObjectNode json = Json.object()
                .put("inputTokens", input)
                .put("outputTokens", output)
                .put("totalTokens", input + read + written + output)
                .put("cacheReadInputTokens", read)
                .put("cacheWriteInputTokens", written);
        JsonNode kept = usage.path("cache_creation");
        ArrayNode details = json.putArray("cacheDetails");
        detail(details, "5m", kept.path("ephemeral_5m_input_tokens").longValue(0));
        detail(details, "1h", kept.path("ephemeral_1h_input_tokens").longValue(0));
        return json;
    }

    private static void detail(ArrayNode details, String ttl, long tokens) {
        if (tokens > 0) {
            details.addObject().put("ttl", ttl).put("inputTokens", tokens);
        }
    }

    @Override
    public List<Event> leave(List<Event> events) {
        var told = new ArrayList<Event>();
        ObjectNode stop = Json.object();
        ObjectNode metadata = Json.object();
        for (Event event : events) {
            JsonNode json = Json.parse(event.data());
            ObjectNode at = Json.object();
            at.set("contentBlockIndex", json.path("index"));
            switch (event.name()) {
                case "message_start" ->
                    told.add(as(event, "messageStart", Json.object().put("role", "assistant")));
                case "content_block_start" -> start(event, json.path("content_block"), at, told);
                case "content_block_delta" ->
                    delta(json.path("delta"))
                            .ifPresent(delta -> told.add(as(event, "contentBlockDelta", at.set("delta", delta))));
                case "content_block_stop" -> told.add(as(event, "contentBlockStop", at));
                case "message_delta" -> {
                    stop.set("stopReason", json.path("delta").path("stop_reason"));
                    metadata.set("usage", usage(json.path("usage")));
                    metadata.putObject("metrics").put("latencyMs", 12);
                }
                case "message_stop" -> {
                    told.add(as(event, "messageStop", stop));
                    told.add(new Event("metadata", metadata.toString(), Role.OTHER, event.generated()));
                }
                default -> {} // a ping
            }
        }
        return told;
    }

    private static Event as(Event event, String name, JsonNode data) {
        return new Event(name, data.toString(), event.role(), event.generated());
    }

    /// Only calls are said to begin.
    private static void start(Event event, JsonNode block, ObjectNode at, List<Event> told) {
        switch (Json.text(block, "type")) {
            case "tool_use" -> {
                at.putObject("start").set("toolUse", call(block));
                told.add(as(event, "contentBlockStart", at));
            }
            case "redacted_thinking" -> {
                at.putObject("delta").putObject("reasoningContent").set("redactedContent", block.path("data"));
                told.add(new Event("contentBlockDelta", at.toString(), Role.CONTENT, event.generated()));
            }
            default -> {}
        }
    }

    private Optional<ObjectNode> delta(JsonNode delta) {
        ObjectNode json = Json.object();
        switch (Json.text(delta, "type")) {
            case "text_delta" -> json.set("text", delta.path("text"));
            case "thinking_delta" -> json.putObject("reasoningContent").set("text", delta.path("thinking"));
            case "signature_delta" -> {
                if (!signs()) {
                    return Optional.empty();
                }
                json.putObject("reasoningContent").set("signature", delta.path("signature"));
            }
            default -> json.putObject("toolUse").set("input", delta.path("partial_json"));
        }
        return Optional.of(json);
    }
}
