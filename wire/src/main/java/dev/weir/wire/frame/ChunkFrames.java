package dev.weir.wire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.frame.EventMessageReader.Corrupt;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The `chunk` events in which Bedrock's InvokeModelWithResponseStream tells a model's own events, and the server-sent
/// events that say the same. The JSON inside stays as it is, byte for byte.
public final class ChunkFrames {

    private static final JsonMapper JSON = JsonMapper.shared();

    private ChunkFrames() {}

    /// The server-sent event that a message stands for; empty for a message of a type that nobody knows.
    ///
    /// @throws Corrupt if a chunk does not hold JSON in base64
    public static byte[] toSse(EventMessage message) throws Corrupt {
        if (!message.header(":event-type").equals("chunk")) {
            return new byte[0];
        }
        byte[] json = inside(message);
        return EventFrames.sse(type(json), json);
    }

    /// The message that says what a server-sent event says.
    public static EventMessage of(Frame frame) {
        String encoded = Base64.getEncoder().encodeToString(frame.data());
        return EventMessage.event("chunk", ("{\"bytes\":\"" + encoded + "\"}").getBytes(UTF_8));
    }

    private static byte[] inside(EventMessage message) throws Corrupt {
        try {
            Optional<String> bytes =
                    JSON.readTree(message.payload()).path("bytes").stringValueOpt();
            if (bytes.isPresent()) {
                return Base64.getDecoder().decode(bytes.get());
            }
        } catch (JacksonException | IllegalArgumentException notThat) {
            throw new Corrupt("a chunk does not hold bytes in base64");
        }
        throw new Corrupt("a chunk does not hold bytes");
    }

    private static String type(byte[] json) throws Corrupt {
        try {
            JsonNode type = JSON.readTree(json).path("type");
            String name = type.stringValue("");
            return name.chars().allMatch(c -> c > ' ' && c < 0x7f) ? name : "";
        } catch (JacksonException notJson) {
            throw new Corrupt("a chunk does not hold JSON");
        }
    }
}
