package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.Usage;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer of Converse in one piece, and the words that it shares with streams. It tells neither an id nor a model.
final class ConverseAnswer {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// Where a model says what all others have no word for.
    private static final String MORE = "additionalModelResponseFields";

    private ConverseAnswer() {}

    /// Tells a whole answer as if it were streamed.
    static void decode(JsonNode answer, ToolWords words, Consumer<? super ChatEvent> out) {
        JsonNode message = answer.path("output").path("message");
        out.accept(new ChatEvent.Started("", ""));
        if (!message.isObject()) {
            out.accept(new ChatEvent.Failed(
                    new Problem(Kind.UPSTREAM_PROTOCOL, "the provider's answer has no output; it says nothing")));
            return;
        }
        int index = 0;
        for (JsonNode json : message.path("content")) {
            block(index++, json, words, out);
        }
        out.accept(new ChatEvent.Metered(usage(answer)));
        out.accept(end(answer));
    }

    private static void block(int index, JsonNode json, ToolWords words, Consumer<? super ChatEvent> out) {
        Block block = block(json, words);
        out.accept(new ChatEvent.Opened(index, block));
        switch (block) {
            case Block.Text(), Block.Refusal() -> said(index, json, out);
            case Block.Thinking() -> {
                JsonNode thought = json.path("reasoningContent").path("reasoningText");
                text(index, thought.path("text").stringValue(""), out);
                String seal = thought.path("signature").stringValue("");
                if (!seal.isEmpty()) {
                    out.accept(new ChatEvent.Sealed(index, seal));
                }
            }
            case Block.ToolCall _ ->
                out.accept(new ChatEvent.ArgumentsDelta(
                        index, json.path("toolUse").path("input").toString()));
            case Block.HiddenThinking _, Block.Opaque _ -> {}
        }
        out.accept(new ChatEvent.Closed(index));
    }

    /// A text, or several with what they cite.
    private static void said(int index, JsonNode json, Consumer<? super ChatEvent> out) {
        text(index, json.path("text").stringValue(""), out);
        JsonNode cited = json.path("citationsContent");
        for (JsonNode piece : cited.path("content")) {
            text(index, piece.path("text").stringValue(""), out);
        }
        for (JsonNode citation : cited.path("citations")) {
            out.accept(new ChatEvent.Cited(index, citation(citation)));
        }
    }

    private static void text(int index, String text, Consumer<? super ChatEvent> out) {
        if (!text.isEmpty()) {
            out.accept(new ChatEvent.TextDelta(index, text));
        }
    }

    private static Block block(JsonNode json, ToolWords words) {
        if (json.has("text") || json.has("citationsContent")) {
            return new Block.Text();
        }
        JsonNode thought = json.path("reasoningContent");
        if (thought.isObject()) {
            return thought.has("redactedContent")
                    ? new Block.HiddenThinking(
                            ConverseSeal.seal(thought.path("redactedContent").stringValue("")))
                    : new Block.Thinking();
        }
        JsonNode call = json.path("toolUse");
        if (call.isObject() && !call.has("type")) {
            return call(call, words);
        }
        String what = json.propertyNames().stream().findFirst().orElse("nothing");
        return new Block.Opaque(what, json);
    }

    static Block.ToolCall call(JsonNode call, ToolWords words) {
        return new Block.ToolCall(
                call.path("toolUseId").stringValue(""),
                words.name(call.path("name").stringValue("")));
    }

    /// Writes a whole answer.
    static ObjectNode encode(List<ChatEvent> events) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode content = answer.putObject("output")
                .putObject("message")
                .put("role", "assistant")
                .putArray("content");
        var told = new ConverseBlocks(content);
        Usage usage = Usage.NONE;
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.Metered(Usage total) -> usage = total;
                case ChatEvent.Finished(StopReason reason, String detail) -> stop(answer, reason, detail);
                default -> told.accept(event);
            }
        }
        answer.set("usage", usage(usage));
        answer.putObject("metrics").put("latencyMs", 0);
        return answer;
    }

    static Citation citation(JsonNode json) {
        JsonNode web = json.path("location").path("web");
        return new Citation(
                web.path("url").stringValue(json.path("source").stringValue("")),
                json.path("title").stringValue(""),
                json.path("sourceContent").path(0).path("text").stringValue(""));
    }

    static ObjectNode citation(Citation citation) {
        ObjectNode json = JSON.createObjectNode().put("title", citation.title());
        json.putArray("sourceContent").addObject().put("text", citation.quoted());
        json.putObject("location").putObject("web").put("url", citation.url());
        return json;
    }

    /// Says why an answer ended, and by which stop sequence or for what reason where that is known.
    static void stop(ObjectNode json, StopReason reason, String detail) {
        json.put(
                "stopReason",
                switch (reason) {
                    case END, PAUSE -> "end_turn";
                    case STOP_SEQUENCE -> "stop_sequence";
                    case LENGTH -> "max_tokens";
                    case CONTEXT -> "model_context_window_exceeded";
                    case TOOL_USE -> "tool_use";
                    case REFUSAL -> "content_filtered";
                });
        if (!detail.isEmpty()) {
            json.putObject(MORE).put(reason == StopReason.STOP_SEQUENCE ? "stop_sequence" : "explanation", detail);
        }
    }

    /// @param json has `stopReason`
    static ChatEvent end(JsonNode json) {
        String reason = json.path("stopReason").stringValue("");
        return switch (reason) {
            case "tool_use" -> new ChatEvent.Finished(StopReason.TOOL_USE, "");
            case "max_tokens" -> new ChatEvent.Finished(StopReason.LENGTH, "");
            case "model_context_window_exceeded" -> new ChatEvent.Finished(StopReason.CONTEXT, "");
            case "stop_sequence" ->
                new ChatEvent.Finished(
                        StopReason.STOP_SEQUENCE,
                        json.path(MORE).path("stop_sequence").stringValue(""));
            case "guardrail_intervened" -> new ChatEvent.Finished(StopReason.REFUSAL, "a guardrail intervened");
            case "content_filtered" ->
                new ChatEvent.Finished(
                        StopReason.REFUSAL, json.path(MORE).path("explanation").stringValue(""));
            case "malformed_model_output", "malformed_tool_use" ->
                new ChatEvent.Failed(new Problem(Kind.UPSTREAM_ERROR, "what the model said cannot be read: " + reason));
            default -> new ChatEvent.Finished(StopReason.END, "");
        };
    }

    /// Cached input is counted apart from other input.
    static ObjectNode usage(Usage usage) {
        long written = usage.cacheWrite().total();
        ObjectNode json = JSON.createObjectNode()
                .put("inputTokens", usage.fresh())
                .put("outputTokens", usage.output())
                .put("totalTokens", usage.input() + usage.output())
                .put("cacheReadInputTokens", usage.cacheRead())
                .put("cacheWriteInputTokens", written);
        if (written > 0) {
            ArrayNode details = json.putArray("cacheDetails");
            detail(details, "5m", usage.cacheWrite().minutes5());
            detail(details, "30m", usage.cacheWrite().minutes30());
            detail(details, "1h", usage.cacheWrite().hour1());
            detail(details, "12h", usage.cacheWrite().hours12());
        }
        return json;
    }

    private static void detail(ArrayNode details, String ttl, long tokens) {
        if (tokens > 0) {
            details.addObject().put("ttl", ttl).put("inputTokens", tokens);
        }
    }

    static Usage usage(JsonNode answer) {
        return BedrockConverse.FORMAT.usage(answer, "usage", "serviceTier");
    }
}
