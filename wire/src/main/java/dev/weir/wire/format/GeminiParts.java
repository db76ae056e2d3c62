package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tells an answer as the parts of Gemini's. A call is told when it is whole. What seals the thoughts stands on the
/// first part behind them that is no thought, because agents keep no others; at the end, on an empty one.
///
/// For one answer and one thread.
final class GeminiParts {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<String> seals = new ArrayList<>();
    private final List<Citation> citations = new ArrayList<>();
    private final StringBuilder arguments = new StringBuilder();
    private Block open = new Block.Text();

    /// Where the answer was taken from, so far.
    List<Citation> citations() {
        return List.copyOf(citations);
    }

    /// The parts that tell it; perhaps none.
    List<ObjectNode> of(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Opened(int _, Block block) -> {
                open = block;
                arguments.setLength(0);
                yield opened(block);
            }
            case ChatEvent.TextDelta(int _, String text) ->
                List.of(open instanceof Block.Thinking ? text(text).put("thought", true) : signed(text(text)));
            case ChatEvent.ArgumentsDelta(int _, String piece) -> {
                arguments.append(piece);
                yield List.of();
            }
            case ChatEvent.Sealed(int _, String seal) -> {
                seals.add(seal);
                yield List.of();
            }
            case ChatEvent.Cited(int _, Citation citation) -> {
                citations.add(citation);
                yield List.of();
            }
            case ChatEvent.Closed _ -> open instanceof Block.ToolCall call ? List.of(signed(call(call))) : List.of();
            case ChatEvent.Finished _ -> seals.isEmpty() ? List.of() : List.of(signed(text("")));
            case ChatEvent.Started _, ChatEvent.Metered _, ChatEvent.Waiting _, ChatEvent.Failed _ -> List.of();
        };
    }

    private List<ObjectNode> opened(Block block) {
        return switch (block) {
            case Block.HiddenThinking(String seal) -> {
                seals.add(seal);
                yield List.of();
            }
            case Block.Opaque opaque -> List.of(signed(text(opaque.told())));
            case Block.Text(), Block.Refusal(), Block.Thinking(), Block.ToolCall _ -> List.of();
        };
    }

    static ObjectNode text(String text) {
        return JSON.createObjectNode().put("text", text);
    }

    private ObjectNode call(Block.ToolCall call) {
        ObjectNode part = JSON.createObjectNode();
        part.putObject("functionCall")
                .put("id", call.id())
                .put("name", call.tool().name())
                .set("args", MessagesAnswer.input(arguments.toString()));
        return part;
    }

    private ObjectNode signed(ObjectNode part) {
        if (!seals.isEmpty()) {
            part.put("thoughtSignature", signature());
            seals.clear();
        }
        return part;
    }

    /// Gemini's own as it was; those of others together in one.
    private String signature() {
        Optional<GeminiSeal> own = seals.size() == 1 ? GeminiSeal.of(seals.getFirst()) : Optional.empty();
        return own.map(GeminiSeal::signature).orElseGet(() -> GeminiSeal.wrapped(seals));
    }
}
