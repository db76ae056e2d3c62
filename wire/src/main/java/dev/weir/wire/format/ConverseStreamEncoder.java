package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.frame.EventFrames;
import java.io.ByteArrayOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes the stream of Converse, as server-sent events that stand for messages of AWS. The tokens come after the
/// reason to stop.
final class ConverseStreamEncoder implements StreamEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Usage usage = Usage.NONE;
    /// Whether the open block holds thoughts.
    private boolean thinks;

    @Override
    public byte[] encode(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started _ ->
                frame("messageStart", JSON.createObjectNode().put("role", "assistant"));
            case ChatEvent.Opened(int index, Block block) -> opened(index, block);
            case ChatEvent.TextDelta(int index, String text) -> delta(index, text(text));
            case ChatEvent.ArgumentsDelta(int index, String piece) -> {
                ObjectNode delta = JSON.createObjectNode();
                delta.putObject("toolUse").put("input", piece);
                yield delta(index, delta);
            }
            case ChatEvent.Sealed(int index, String seal) -> delta(index, thought("signature", seal));
            case ChatEvent.Cited(int index, Citation citation) ->
                delta(index, JSON.createObjectNode().set("citation", ConverseAnswer.citation(citation)));
            case ChatEvent.Closed(int index) -> frame("contentBlockStop", at(index));
            case ChatEvent.Metered(Usage total) -> {
                usage = total; // said once, with the end
                yield new byte[0];
            }
            case ChatEvent.Waiting() -> new byte[0];
            case ChatEvent.Finished(StopReason reason, String detail) -> end(reason, detail);
            case ChatEvent.Failed(var problem) -> BedrockConverse.FORMAT.watch().failure(problem, "");
        };
    }

    private byte[] opened(int index, Block block) {
        thinks = block instanceof Block.Thinking;
        return switch (block) {
            case Block.Text(), Block.Refusal(), Block.Thinking() -> new byte[0];
            case Block.HiddenThinking(String seal) -> delta(index, thought("redactedContent", ConverseSeal.blob(seal)));
            case Block.ToolCall(String id, var tool) -> {
                ObjectNode start = at(index);
                start.putObject("start")
                        .putObject("toolUse")
                        .put("toolUseId", id)
                        .put("name", tool.name());
                yield frame("contentBlockStart", start);
            }
            case Block.Opaque opaque -> delta(index, JSON.createObjectNode().put("text", opaque.told()));
        };
    }

    private ObjectNode text(String text) {
        return thinks ? thought("text", text) : JSON.createObjectNode().put("text", text);
    }

    private static ObjectNode thought(String member, String value) {
        ObjectNode delta = JSON.createObjectNode();
        delta.putObject("reasoningContent").put(member, value);
        return delta;
    }

    private byte[] end(StopReason reason, String detail) {
        ObjectNode stop = JSON.createObjectNode();
        ConverseAnswer.stop(stop, reason, detail);
        ObjectNode metadata = JSON.createObjectNode();
        metadata.set("usage", ConverseAnswer.usage(usage));
        metadata.putObject("metrics").put("latencyMs", 0);
        var out = new ByteArrayOutputStream();
        out.writeBytes(frame("messageStop", stop));
        out.writeBytes(frame("metadata", metadata));
        return out.toByteArray();
    }

    private static byte[] delta(int index, ObjectNode delta) {
        return frame("contentBlockDelta", at(index).set("delta", delta));
    }

    private static ObjectNode at(int index) {
        return JSON.createObjectNode().put("contentBlockIndex", index);
    }

    private static byte[] frame(String name, JsonNode event) {
        return EventFrames.sse(name, JSON.writeValueAsBytes(event));
    }
}
