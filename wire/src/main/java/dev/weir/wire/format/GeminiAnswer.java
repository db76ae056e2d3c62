package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.json.JsonNumbers;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The words that whole Gemini answers and the pieces of a stream share; each piece is an answer.
final class GeminiAnswer {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// What ids of calls begin with that the provider did not give itself, and is not told.
    private static final String UNNAMED = "gm-";

    private static final int LONGEST_ID = 60;

    private GeminiAnswer() {}

    /// An id for a call that has none.
    ///
    /// @param answer what the answer is called
    static String unnamed(String answer, int number) {
        String id = UNNAMED + answer.replaceAll("[^a-zA-Z0-9_-]", "_") + "-" + number;
        return id.length() <= LONGEST_ID ? id : UNNAMED + id.substring(id.length() - LONGEST_ID);
    }

    /// Says the id of a call, if the provider knows it.
    static ObjectNode name(ObjectNode json, String id, ToolWords words) {
        return id.startsWith(UNNAMED) ? json : json.put("id", words.id(id));
    }

    /// Writes a whole answer.
    static ObjectNode encode(String id, String model, List<ChatEvent> events) {
        var writer = new GeminiParts();
        var parts = new ArrayList<ObjectNode>();
        events.forEach(event -> writer.of(event).forEach(part -> add(part, parts)));
        Usage usage = Usage.NONE;
        ChatEvent.Finished finished = new ChatEvent.Finished(StopReason.END, "");
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.Metered(Usage total)) {
                usage = total;
            } else if (event instanceof ChatEvent.Finished end) {
                finished = end;
            }
        }
        return last(answer(parts, id, model), finished, usage, writer.citations());
    }

    /// Pieces of one text are one part, unless the later one is signed.
    private static void add(ObjectNode part, List<ObjectNode> parts) {
        boolean goesOn = !parts.isEmpty()
                && part.has("text")
                && !part.has("thoughtSignature")
                && parts.getLast().has("text")
                && parts.getLast().has("thought") == part.has("thought");
        if (goesOn) {
            ObjectNode before = parts.getLast();
            before.put(
                    "text",
                    before.path("text").stringValue("") + part.path("text").stringValue(""));
        } else {
            parts.add(part);
        }
    }

    static ObjectNode answer(List<ObjectNode> parts, String id, String model) {
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode candidate = answer.putArray("candidates").addObject();
        ArrayNode said = candidate.putObject("content").put("role", "model").putArray("parts");
        parts.forEach(said::add);
        candidate.put("index", 0);
        return answer.put("modelVersion", model).put("responseId", id);
    }

    /// Says in an answer why it ends, and what was used.
    static ObjectNode last(ObjectNode answer, ChatEvent.Finished finished, Usage usage, List<Citation> citations) {
        ObjectNode candidate = (ObjectNode) answer.path("candidates").path(0);
        candidate.put("finishReason", word(finished.reason()));
        if (finished.reason() == StopReason.REFUSAL && !finished.detail().isEmpty()) {
            candidate.put("finishMessage", finished.detail());
        }
        if (!citations.isEmpty()) {
            candidate.set("groundingMetadata", grounding(citations));
        }
        if (!usage.equals(Usage.NONE)) { // what nobody counted is not told to be nothing
            answer.set("usageMetadata", usage(usage));
        }
        return answer;
    }

    private static ObjectNode grounding(List<Citation> citations) {
        ObjectNode grounding = JSON.createObjectNode();
        ArrayNode chunks = grounding.putArray("groundingChunks");
        ArrayNode supports = grounding.putArray("groundingSupports");
        for (Citation citation : citations) {
            ObjectNode support = supports.addObject();
            support.putObject("segment").put("text", citation.quoted());
            support.putArray("groundingChunkIndices").add(chunks.size());
            chunks.addObject().putObject("web").put("uri", citation.url()).put("title", citation.title());
        }
        return grounding;
    }

    private static String word(StopReason reason) {
        return switch (reason) {
            case END, STOP_SEQUENCE, TOOL_USE -> "STOP";
            case LENGTH, CONTEXT -> "MAX_TOKENS";
            case REFUSAL -> "SAFETY";
            case PAUSE -> "CONTINUATION";
        };
    }

    /// Why an answer ended. What the model made a mess of is no answer.
    ///
    /// @param called whether there are calls of tools in it, which is said nowhere else
    static ChatEvent end(String reason, String message, boolean called) {
        String detail = message.isEmpty() ? reason : message;
        return switch (reason) {
            case "STOP" -> new ChatEvent.Finished(called ? StopReason.TOOL_USE : StopReason.END, "");
            case "MAX_TOKENS" -> new ChatEvent.Finished(StopReason.LENGTH, "");
            case "CONTINUATION" -> new ChatEvent.Finished(StopReason.PAUSE, "");
            case "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" ->
                new ChatEvent.Failed(
                        new Problem(Kind.UPSTREAM_PROTOCOL, "the model's answer cannot be used: " + detail));
            case "SAFETY" -> new ChatEvent.Finished(StopReason.REFUSAL, message);
            default -> new ChatEvent.Finished(StopReason.REFUSAL, detail); // all others say that something was filtered
        };
    }

    /// Thoughts are counted apart from the rest of the output, and what was cached as a part of the input.
    static ObjectNode usage(Usage usage) {
        ObjectNode json = JSON.createObjectNode()
                .put("promptTokenCount", usage.input())
                .put("cachedContentTokenCount", usage.cacheRead())
                .put("candidatesTokenCount", usage.output() - usage.reasoning())
                .put("thoughtsTokenCount", usage.reasoning())
                .put("totalTokenCount", usage.input() + usage.output());
        audio(json, "promptTokensDetails", usage.audio().input());
        audio(json, "cacheTokensDetails", usage.audio().cached());
        audio(json, "candidatesTokensDetails", usage.audio().output());
        return json;
    }

    private static void audio(ObjectNode usage, String details, long tokens) {
        if (tokens > 0) {
            usage.putArray(details).addObject().put("modality", "AUDIO").put("tokenCount", tokens);
        }
    }

    static Usage usage(JsonNode usage) {
        ObjectNode json = JSON.createObjectNode();
        json.set("usageMetadata", usage);
        return Gemini.FORMAT.usage(JsonNumbers.of("usageMetadata", JSON.writeValueAsBytes(json)));
    }
}
