package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer of the Messages API in one piece, and the words that it shares with streams.
final class MessagesAnswer {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// Leaves numbers as they were written.
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private MessagesAnswer() {}

    /// Tells a whole answer as if it were streamed.
    static void decode(JsonNode answer, ToolWords words, Consumer<? super ChatEvent> out) {
        out.accept(new ChatEvent.Started(
                answer.path("id").stringValue(""), answer.path("model").stringValue("")));
        JsonNode content = answer.path("content");
        for (int i = 0; i < content.size(); i++) {
            JsonNode json = content.get(i);
            out.accept(new ChatEvent.Opened(i, block(json, words)));
            switch (json.path("type").stringValue("")) {
                case "text" -> text(i, json.path("text").stringValue(""), out);
                case "thinking" -> {
                    text(i, json.path("thinking").stringValue(""), out);
                    String seal = json.path("signature").stringValue("");
                    if (!seal.isEmpty()) {
                        out.accept(new ChatEvent.Sealed(i, seal));
                    }
                }
                case "tool_use" ->
                    out.accept(
                            new ChatEvent.ArgumentsDelta(i, json.path("input").toString()));
                default -> {}
            }
            for (JsonNode citation : json.path("citations")) {
                out.accept(new ChatEvent.Cited(i, citation(citation)));
            }
            out.accept(new ChatEvent.Closed(i));
        }
        out.accept(new ChatEvent.Metered(usage(answer)));
        out.accept(finished(answer));
    }

    private static void text(int index, String text, Consumer<? super ChatEvent> out) {
        if (!text.isEmpty()) {
            out.accept(new ChatEvent.TextDelta(index, text));
        }
    }

    /// Writes a whole answer.
    static ObjectNode encode(String id, String model, List<ChatEvent> events) {
        ObjectNode message = message(id, model);
        ArrayNode content = message.putArray("content");
        var text = new StringBuilder();
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.Opened(int _, Block block) -> {
                    text.setLength(0);
                    content.add(block(block));
                }
                case ChatEvent.TextDelta(int _, String piece) -> text.append(piece);
                case ChatEvent.ArgumentsDelta(int _, String piece) -> text.append(piece);
                case ChatEvent.Sealed(int index, String seal) ->
                    last(content, index).put("signature", seal);
                case ChatEvent.Cited(int index, Citation citation) ->
                    last(content, index).withArray("citations").add(citation(citation));
                case ChatEvent.Closed(int index) -> fill(last(content, index), text.toString());
                case ChatEvent.Metered(Usage usage) -> message.set("usage", usage(usage));
                case ChatEvent.Finished(StopReason reason, String detail) -> stop(message, reason, detail);
                case ChatEvent.Started _, ChatEvent.Waiting _, ChatEvent.Failed _ -> {}
            }
        }
        if (!message.has("usage")) {
            message.set("usage", usage(Usage.NONE));
        }
        return message;
    }

    private static ObjectNode last(ArrayNode content, int index) {
        return (ObjectNode) content.get(index);
    }

    private static void fill(ObjectNode block, String text) {
        switch (block.path("type").stringValue("")) {
            case "text" -> block.put("text", text);
            case "thinking" -> block.put("thinking", text);
            case "tool_use" -> block.set("input", input(text));
            default -> {}
        }
    }

    /// What a tool is called with, as an object. What is none is handed on all the same, for the caller to judge.
    static JsonNode input(String arguments) {
        return object(arguments).orElseGet(() -> JSON.createObjectNode().put("input", arguments));
    }

    /// The JSON object that these arguments are, if they are one; none at all are an empty one.
    static Optional<ObjectNode> object(String arguments) {
        try {
            JsonNode json = arguments.isBlank() ? JSON.createObjectNode() : EXACT.readTree(arguments);
            return json instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    static ObjectNode message(String id, String model) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
    }

    static ObjectNode block(Block block) {
        return switch (block) {
            case Block.Text(), Block.Refusal() ->
                JSON.createObjectNode().put("type", "text").put("text", "");
            case Block.Thinking() ->
                JSON.createObjectNode()
                        .put("type", "thinking")
                        .put("thinking", "")
                        .put("signature", "");
            case Block.HiddenThinking(String seal) ->
                JSON.createObjectNode().put("type", "redacted_thinking").put("data", seal);
            case Block.ToolCall(String id, var tool) -> {
                ObjectNode call = JSON.createObjectNode()
                        .put("type", "tool_use")
                        .put("id", id)
                        .put("name", tool.name());
                call.putObject("input");
                yield call;
            }
            case Block.Opaque opaque ->
                JSON.createObjectNode().put("type", "text").put("text", opaque.told());
        };
    }

    static Block block(JsonNode json, ToolWords words) {
        String type = json.path("type").stringValue("");
        return switch (type) {
            case "text" -> new Block.Text();
            case "thinking" -> new Block.Thinking();
            case "redacted_thinking" ->
                new Block.HiddenThinking(json.path("data").stringValue(""));
            case "tool_use" ->
                new Block.ToolCall(
                        json.path("id").stringValue(""),
                        words.name(json.path("name").stringValue("")));
            default -> new Block.Opaque(type, json);
        };
    }

    static ObjectNode citation(Citation citation) {
        return JSON.createObjectNode()
                .put("type", "web_search_result_location")
                .put("url", citation.url())
                .put("title", citation.title())
                .put("cited_text", citation.quoted())
                .put("encrypted_index", "");
    }

    static Citation citation(JsonNode json) {
        return new Citation(
                json.path("url").stringValue(""),
                json.path("title").stringValue(json.path("document_title").stringValue("")),
                json.path("cited_text").stringValue(""));
    }

    static void stop(ObjectNode json, StopReason reason, String detail) {
        json.put("stop_reason", word(reason));
        if (reason == StopReason.STOP_SEQUENCE) {
            json.put("stop_sequence", detail);
        } else {
            json.putNull("stop_sequence");
        }
        if (reason == StopReason.REFUSAL && !detail.isEmpty()) {
            json.putObject("stop_details")
                    .put("type", "refusal")
                    .putNull("category")
                    .put("explanation", detail);
        }
    }

    private static String word(StopReason reason) {
        return switch (reason) {
            case END -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case CONTEXT -> "model_context_window_exceeded";
            case TOOL_USE -> "tool_use";
            case REFUSAL -> "refusal";
            case PAUSE -> "pause_turn";
        };
    }

    /// @param json has `stop_reason` and what belongs to it
    static ChatEvent.Finished finished(JsonNode json) {
        return switch (json.path("stop_reason").stringValue("")) {
            case "stop_sequence" ->
                new ChatEvent.Finished(
                        StopReason.STOP_SEQUENCE, json.path("stop_sequence").stringValue(""));
            case "max_tokens" -> new ChatEvent.Finished(StopReason.LENGTH, "");
            case "model_context_window_exceeded" -> new ChatEvent.Finished(StopReason.CONTEXT, "");
            case "tool_use" -> new ChatEvent.Finished(StopReason.TOOL_USE, "");
            case "refusal" ->
                new ChatEvent.Finished(
                        StopReason.REFUSAL,
                        json.path("stop_details").path("explanation").stringValue(""));
            case "pause_turn" -> new ChatEvent.Finished(StopReason.PAUSE, "");
            default -> new ChatEvent.Finished(StopReason.END, "");
        };
    }

    /// Cached input is counted apart from other input.
    static ObjectNode usage(Usage usage) {
        CacheWrite written = usage.cacheWrite();
        ObjectNode json = JSON.createObjectNode()
                .put("input_tokens", usage.fresh())
                .put("cache_creation_input_tokens", written.total())
                .put("cache_read_input_tokens", usage.cacheRead());
        json.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", written.minutes5() + written.minutes30())
                .put("ephemeral_1h_input_tokens", written.hour1() + written.hours12());
        json.put("output_tokens", usage.output());
        json.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        return json;
    }

    static Usage usage(JsonNode answer) {
        return AnthropicMessages.FORMAT.usage(answer, "usage");
    }
}
