package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.ToolName.Takes;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.Audio;
import dev.weir.wire.format.Language.Telling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer of the Chat Completions API in one piece, and the words that it shares with streams.
final class ChatAnswer {

    private static final JsonMapper JSON = JsonMapper.shared();

    private ChatAnswer() {}

    /// Tells a whole answer as if it were streamed.
    static void decode(JsonNode answer, ToolWords words, Consumer<? super ChatEvent> out) {
        out.accept(new ChatEvent.Started(
                answer.path("id").stringValue(""), answer.path("model").stringValue("")));
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        int next = 0;
        String thoughts = message.path("reasoning_content")
                .stringValue(message.path("reasoning").stringValue(""));
        next = text(next, new Block.Thinking(), thoughts, out);
        String said = message.path("content").stringValue("");
        String refusal = message.path("refusal").stringValue("");
        next = text(next, new Block.Text(), said, message.path("annotations"), out);
        next = text(next, new Block.Refusal(), refusal, out);
        for (JsonNode call : message.path("tool_calls")) {
            boolean custom = call.path("custom").isObject();
            JsonNode inner = call.path(custom ? "custom" : "function");
            out.accept(new ChatEvent.Opened(
                    next,
                    new Block.ToolCall(
                            call.path("id").stringValue(""),
                            name(inner.path("name").stringValue(""), custom, words))));
            String arguments = inner.path(custom ? "input" : "arguments").stringValue("");
            if (!arguments.isEmpty()) {
                out.accept(new ChatEvent.ArgumentsDelta(next, arguments));
            }
            out.accept(new ChatEvent.Closed(next++));
        }
        if (answer.path("usage").isObject()) {
            out.accept(new ChatEvent.Metered(usage(answer)));
        }
        out.accept(new ChatEvent.Finished(
                stopReason(
                        choice.path("finish_reason").stringValue(""),
                        !message.path("tool_calls").isEmpty(),
                        !refusal.isEmpty()),
                ""));
    }

    private static int text(int index, Block block, String text, Consumer<? super ChatEvent> out) {
        return text(index, block, text, JSON.missingNode(), out);
    }

    private static int text(
            int index, Block block, String text, JsonNode annotations, Consumer<? super ChatEvent> out) {
        if (text.isEmpty()) {
            return index;
        }
        out.accept(new ChatEvent.Opened(index, block));
        out.accept(new ChatEvent.TextDelta(index, text));
        annotations.forEach(one -> out.accept(new ChatEvent.Cited(index, citation(one))));
        out.accept(new ChatEvent.Closed(index));
        return index + 1;
    }

    /// A tool that takes text says so in its call, also if nobody has heard of it.
    static ToolName name(String word, boolean custom, ToolWords words) {
        return words.name(word, new ToolName("", word, custom ? Takes.TEXT : Takes.OBJECT));
    }

    static ChatEvent.Citation citation(JsonNode annotation) {
        JsonNode url = annotation.path("url_citation");
        return new ChatEvent.Citation(
                url.path("url").stringValue(""), url.path("title").stringValue(""), "");
    }

    /// Writes a whole answer.
    static ObjectNode encode(String id, Telling telling, List<ChatEvent> events) {
        var told = new Told();
        ObjectNode json = JSON.createObjectNode()
                .put("id", id)
                .put("object", "chat.completion")
                .put("created", telling.created())
                .put("model", telling.model());
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        events.forEach(told::hear);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        put(message, "content", told.text);
        put(message, "refusal", told.refusal);
        if (telling.thoughts() && !told.thoughts.isEmpty()) {
            message.put("reasoning_content", told.thoughts.toString());
        }
        if (!told.calls.isEmpty()) {
            message.set("tool_calls", told.calls);
        }
        if (!told.citations.isEmpty()) {
            message.set("annotations", told.citations);
        }
        choice.putNull("logprobs").put("finish_reason", word(told.reason));
        if (!told.usage.equals(Usage.NONE)) { // what nobody counted is not told to be nothing
            json.set("usage", usage(told.usage));
        }
        return json;
    }

    private static void put(ObjectNode json, String name, StringBuilder text) {
        if (text.isEmpty()) {
            json.putNull(name);
        } else {
            json.put(name, text.toString());
        }
    }

    /// What an answer has said so far.
    private static final class Told {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thoughts = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final ArrayNode calls = JSON.createArrayNode();
        private final ArrayNode citations = JSON.createArrayNode();
        private final List<ChatEvent.Citation> cited = new ArrayList<>();
        private int from;
        private final StringBuilder arguments = new StringBuilder();
        private Block open = new Block.Text();
        private Usage usage = Usage.NONE;
        private StopReason reason = StopReason.END;

        void hear(ChatEvent event) {
            switch (event) {
                case ChatEvent.Opened(int _, Block block) -> {
                    open = block;
                    arguments.setLength(0);
                    from = text.length();
                }
                case ChatEvent.TextDelta(int _, String piece) -> {
                    switch (open) {
                        case Block.Text() -> text.append(piece);
                        case Block.Refusal() -> refusal.append(piece);
                        case Block.Thinking() -> thoughts.append(piece);
                        case Block.HiddenThinking _, Block.ToolCall _, Block.Opaque _ -> {}
                    }
                }
                case ChatEvent.ArgumentsDelta(int _, String piece) -> arguments.append(piece);
                case ChatEvent.Cited(int _, ChatEvent.Citation citation) -> cited.add(citation);
                case ChatEvent.Closed _ -> {
                    if (open instanceof Block.ToolCall call) {
                        calls.add(call(call, arguments.toString()));
                    }
                    cited.forEach(one -> citations.add(citation(one, from, text.length())));
                    cited.clear();
                }
                case ChatEvent.Metered(Usage total) -> usage = total;
                case ChatEvent.Finished(StopReason why, String detail) -> {
                    reason = why;
                    if (why == StopReason.REFUSAL && refusal.isEmpty()) {
                        refusal.append(detail);
                    }
                }
                case ChatEvent.Started _, ChatEvent.Sealed _, ChatEvent.Waiting _, ChatEvent.Failed _ -> {}
            }
        }
    }

    /// @param from where in the text begins what was taken from there
    /// @param to where it ends
    static ObjectNode citation(ChatEvent.Citation citation, int from, int to) {
        ObjectNode json = JSON.createObjectNode().put("type", "url_citation");
        json.putObject("url_citation")
                .put("url", citation.url())
                .put("title", citation.title())
                .put("start_index", from)
                .put("end_index", to);
        return json;
    }

    static ObjectNode call(Block.ToolCall call, String arguments) {
        boolean text = call.tool().takes() == ToolName.Takes.TEXT;
        ObjectNode json = JSON.createObjectNode().put("id", call.id()).put("type", text ? "custom" : "function");
        json.putObject(text ? "custom" : "function")
                .put("name", call.tool().name())
                .put(text ? "input" : "arguments", arguments);
        return json;
    }

    static Usage usage(JsonNode answer) {
        return OpenAiChat.FORMAT.usage(answer, "usage", "service_tier");
    }

    /// @param calls whether tools were called: some who copied the format end those answers with `stop`
    /// @param refused whether the model refused, which ends with `stop` as well
    static StopReason stopReason(String word, boolean calls, boolean refused) {
        return switch (word) {
            case "length" -> StopReason.LENGTH;
            case "content_filter" -> StopReason.REFUSAL;
            case "tool_calls", "function_call" -> StopReason.TOOL_USE;
            default -> calls ? StopReason.TOOL_USE : refused ? StopReason.REFUSAL : StopReason.END;
        };
    }

    static String word(StopReason reason) {
        return switch (reason) {
            case END, STOP_SEQUENCE, PAUSE -> "stop";
            case LENGTH, CONTEXT -> "length";
            case TOOL_USE -> "tool_calls";
            case REFUSAL -> "content_filter";
        };
    }

    static ObjectNode usage(Usage usage) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.input() + usage.output());
        ObjectNode input = json.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("cache_write_tokens", usage.cacheWrite().total());
        ObjectNode output = json.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        if (!usage.audio().equals(Audio.NONE)) {
            input.put("audio_tokens", usage.audio().input());
            output.put("audio_tokens", usage.audio().output());
        }
        return json;
    }
}
