package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.Usage;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes Gemini's stream of server-sent events. Each is an answer with some of the parts; the last one says why it
/// ends, and what was used.
final class GeminiStreamEncoder implements StreamEncoder {

    private static final byte[] NOTHING = {};

    private final String id;
    private final String model;
    private final GeminiParts parts = new GeminiParts();
    private Usage usage = Usage.NONE;

    /// @param id what the answer is called
    /// @param model what the caller calls the model
    GeminiStreamEncoder(String id, String model) {
        this.id = id;
        this.model = model;
    }

    @Override
    public byte[] encode(ChatEvent event) {
        List<ObjectNode> said = parts.of(event);
        return switch (event) {
            case ChatEvent.Finished end -> {
                // as Gemini ends its own streams; SDKs put the text of all pieces together
                List<ObjectNode> last = said.isEmpty() ? List.of(GeminiParts.text("")) : said;
                yield frame(GeminiAnswer.last(GeminiAnswer.answer(last, id, model), end, usage, parts.citations()));
            }
            case ChatEvent.Failed(var problem) -> Gemini.FORMAT.watch().failure(problem, id);
            case ChatEvent.Waiting() -> NOTHING; // every piece is an answer; whoever waits long is told by the gateway
            case ChatEvent.Metered(Usage total) -> {
                usage = total; // told once, with the end
                yield NOTHING;
            }
            case ChatEvent.Started _,
                    ChatEvent.Opened _,
                    ChatEvent.TextDelta _,
                    ChatEvent.ArgumentsDelta _,
                    ChatEvent.Sealed _,
                    ChatEvent.Cited _,
                    ChatEvent.Closed _ -> said.isEmpty() ? NOTHING : frame(GeminiAnswer.answer(said, id, model));
        };
    }

    static byte[] frame(JsonNode answer) {
        return ("data: " + JsonMapper.shared().writeValueAsString(answer) + "\n\n").getBytes(UTF_8);
    }
}
