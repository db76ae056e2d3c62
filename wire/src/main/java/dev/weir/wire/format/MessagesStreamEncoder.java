package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.Usage;
import java.io.ByteArrayOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes the stream of the Messages API.
final class MessagesStreamEncoder implements StreamEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String id;
    private final String model;
    private Usage usage = Usage.NONE;
    /// Whether the open block holds thoughts.
    private boolean thinks;

    /// @param id what the answer is called
    /// @param model what the caller calls the model
    MessagesStreamEncoder(String id, String model) {
        this.id = id;
        this.model = model;
    }

    @Override
    public byte[] encode(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started _ -> frames(start());
            case ChatEvent.Opened(int index, Block block) -> {
                thinks = block instanceof Block.Thinking;
                yield frames(at("content_block_start", index).set("content_block", MessagesAnswer.block(block)));
            }
            case ChatEvent.TextDelta(int index, String text) -> delta(index, text(text));
            case ChatEvent.ArgumentsDelta(int index, String piece) ->
                delta(index, typed("input_json_delta").put("partial_json", piece));
            case ChatEvent.Sealed(int index, String seal) ->
                delta(index, typed("signature_delta").put("signature", seal));
            case ChatEvent.Cited(int index, Citation citation) ->
                delta(index, typed("citations_delta").set("citation", MessagesAnswer.citation(citation)));
            case ChatEvent.Closed(int index) -> frames(at("content_block_stop", index));
            case ChatEvent.Metered(Usage total) -> {
                usage = total; // said once, with the end
                yield frames();
            }
            case ChatEvent.Waiting() -> frames(typed("ping"));
            case ChatEvent.Finished(StopReason reason, String detail) ->
                frames(end(reason, detail), typed("message_stop"));
            case ChatEvent.Failed(var problem) ->
                AnthropicMessages.FORMAT.watch().failure(problem, id);
        };
    }

    private ObjectNode text(String text) {
        return thinks
                ? typed("thinking_delta").put("thinking", text)
                : typed("text_delta").put("text", text);
    }

    private ObjectNode start() {
        ObjectNode message = MessagesAnswer.message(id, model);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.putObject("usage").put("input_tokens", 0).put("output_tokens", 0);
        return typed("message_start").set("message", message);
    }

    private ObjectNode end(StopReason reason, String detail) {
        ObjectNode end = typed("message_delta");
        MessagesAnswer.stop(end.putObject("delta"), reason, detail);
        end.set("usage", MessagesAnswer.usage(usage));
        return end;
    }

    private byte[] delta(int index, JsonNode delta) {
        return frames(at("content_block_delta", index).set("delta", delta));
    }

    private static ObjectNode at(String type, int index) {
        return typed(type).put("index", index);
    }

    private static ObjectNode typed(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static byte[] frames(JsonNode... events) {
        var out = new ByteArrayOutputStream();
        for (JsonNode event : events) {
            out.writeBytes(("event: " + event.path("type").stringValue("") + "\ndata: ").getBytes(UTF_8));
            out.writeBytes(JSON.writeValueAsBytes(event));
            out.writeBytes(new byte[] {'\n', '\n'});
        }
        return out.toByteArray();
    }
}
