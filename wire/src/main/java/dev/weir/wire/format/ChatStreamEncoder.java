package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.Language.Telling;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes `chat.completion.chunk` frames. OpenAI tells nobody what the model thinks; a caller who asks
/// for it is told in `reasoning_content`, as many of those do who copied the format.
final class ChatStreamEncoder implements StreamEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] NOTHING = {};

    private final String id;
    private final String model;
    private final long created;
    private final boolean tellsUsage;
    private final boolean tellsThoughts;
    private Usage usage = Usage.NONE;
    private Block open = new Block.Text();
    private int calls;
    private boolean refused;
    /// How much text there is, and how much there was when the open block began.
    private int said;

    private int from;
    /// What the open text was taken from, told when its end is known.
    private final List<ChatEvent.Citation> cited = new ArrayList<>();

    /// @param telling its `usage` and `thoughts` say what the caller asked for
    ChatStreamEncoder(String id, Telling telling) {
        this.id = id;
        this.model = telling.model();
        this.created = telling.created();
        this.tellsUsage = telling.usage();
        this.tellsThoughts = telling.thoughts();
    }

    @Override
    public byte[] encode(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started _ ->
                delta(JSON.createObjectNode().put("role", "assistant").put("content", ""));
            case ChatEvent.Opened(int _, Block block) -> {
                open = block;
                from = said;
                yield block instanceof Block.ToolCall call ? call(ChatAnswer.call(call, ""), calls++) : NOTHING;
            }
            case ChatEvent.TextDelta(int _, String text) ->
                switch (open) {
                    case Block.Text() -> {
                        said += text.length();
                        yield delta(JSON.createObjectNode().put("content", text));
                    }
                    case Block.Refusal() -> refusal(text);
                    case Block.Thinking() ->
                        tellsThoughts ? delta(JSON.createObjectNode().put("reasoning_content", text)) : NOTHING;
                    case Block.HiddenThinking _, Block.ToolCall _, Block.Opaque _ -> NOTHING;
                };
            case ChatEvent.ArgumentsDelta(int _, String piece) -> call(arguments(piece), calls - 1);
            case ChatEvent.Cited(int _, ChatEvent.Citation citation) -> {
                cited.add(citation);
                yield NOTHING;
            }
            case ChatEvent.Closed _ -> citations();
            case ChatEvent.Sealed _ -> NOTHING;
            case ChatEvent.Metered(Usage total) -> {
                usage = total; // told once, behind the end
                yield NOTHING;
            }
            case ChatEvent.Waiting() -> OpenAiChat.FORMAT.heartbeat();
            case ChatEvent.Finished(StopReason reason, String detail) -> end(reason, detail);
            case ChatEvent.Failed(var problem) -> OpenAiChat.FORMAT.watch().failure(problem, id);
        };
    }

    private byte[] refusal(String text) {
        refused = true;
        return delta(JSON.createObjectNode().put("refusal", text));
    }

    private byte[] citations() {
        if (cited.isEmpty()) {
            return NOTHING;
        }
        ObjectNode delta = JSON.createObjectNode();
        ArrayNode annotations = delta.putArray("annotations");
        cited.forEach(one -> annotations.add(ChatAnswer.citation(one, from, said)));
        cited.clear();
        return delta(delta);
    }

    private ObjectNode arguments(String piece) {
        boolean text = open instanceof Block.ToolCall(String _, ToolName tool) && tool.takes() == ToolName.Takes.TEXT;
        ObjectNode json = JSON.createObjectNode();
        json.putObject(text ? "custom" : "function").put(text ? "input" : "arguments", piece);
        return json;
    }

    private byte[] call(ObjectNode call, int ordinal) {
        ObjectNode delta = JSON.createObjectNode();
        ObjectNode numbered = delta.putArray("tool_calls").addObject().put("index", ordinal);
        numbered.setAll(call);
        return delta(delta);
    }

    private byte[] delta(JsonNode delta) {
        ObjectNode chunk = chunk();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("finish_reason");
        return frame(chunk);
    }

    /// A model that refuses says so itself, or its provider says why.
    private byte[] end(StopReason reason, String detail) {
        var out = new ByteArrayOutputStream();
        if (reason == StopReason.REFUSAL && !refused && !detail.isEmpty()) {
            out.writeBytes(refusal(detail));
        }
        ObjectNode last = chunk();
        ObjectNode choice = last.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", ChatAnswer.word(reason));
        out.writeBytes(frame(last));
        if (tellsUsage && !usage.equals(Usage.NONE)) {
            ObjectNode counted = chunk();
            counted.putArray("choices");
            counted.set("usage", ChatAnswer.usage(usage));
            out.writeBytes(frame(counted));
        }
        out.writeBytes("data: [DONE]\n\n".getBytes(UTF_8));
        return out.toByteArray();
    }

    private ObjectNode chunk() {
        return JSON.createObjectNode()
                .put("id", id)
                .put("object", "chat.completion.chunk")
                .put("created", created)
                .put("model", model);
    }

    private static byte[] frame(JsonNode chunk) {
        return ("data: " + JSON.writeValueAsString(chunk) + "\n\n").getBytes(UTF_8);
    }
}
