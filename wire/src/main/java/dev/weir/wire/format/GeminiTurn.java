package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.ToolName;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a model said in one turn of a Gemini request, each signature on the part that it stood on.
final class GeminiTurn {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ToolWords words;
    private final Losses losses;
    private final BiConsumer<At<Part>, ArrayNode> others;
    private final boolean wanted;
    /// The signature of the call that follows.
    private Optional<At<String>> next = Optional.empty();
    private boolean called;

    /// @param others writes what is no call and no thought
    /// @param wanted whether the first call has to be signed
    GeminiTurn(ToolWords words, Losses losses, BiConsumer<At<Part>, ArrayNode> others, boolean wanted) {
        this.words = words;
        this.losses = losses;
        this.others = others;
        this.wanted = wanted;
    }

    void write(List<At<Part>> said, ArrayNode parts) {
        for (At<Part> at : said) {
            switch (at.value()) {
                case Part.Thinking(String text, String seal) -> thought(at.place(), text, seal, parts);
                case Part.HiddenThinking(String seal) -> thought(at.place(), "", seal, parts);
                case Part.ToolCall call -> call(at.place(), call, parts);
                default -> others.accept(at, parts);
            }
        }
        lost();
    }

    private void thought(String place, String text, String seal, ArrayNode parts) {
        Optional<GeminiSeal> known = GeminiSeal.of(seal);
        if (known.isEmpty() && !seal.isEmpty()) {
            losses.ignored(place, "the provider takes no thoughts that it has not signed");
            return;
        }
        if (!text.isEmpty()) {
            parts.addObject().put("text", text).put("thought", true);
        }
        known.ifPresent(one -> {
            switch (one) {
                case GeminiSeal.OnCall(String signature) -> {
                    lost();
                    next = Optional.of(new At<>(place, signature));
                }
                case GeminiSeal.OnText(int length, String signature) -> sign(tail(length, parts), signature);
                case GeminiSeal.OnThought(String signature) ->
                    sign(
                            text.isEmpty()
                                    ? parts.addObject().put("text", "").put("thought", true)
                                    : (ObjectNode) parts.get(parts.size() - 1),
                            signature);
            }
        });
    }

    private static void sign(ObjectNode part, String signature) {
        part.put("thoughtSignature", signature);
    }

    /// The end of the text before it, as a part of its own; an empty one if the text is not there any more.
    private static ObjectNode tail(int length, ArrayNode parts) {
        JsonNode last = parts.path(parts.size() - 1);
        String text = last.path("text").asString("");
        boolean plain = last.has("text") && last.size() == 1;
        if (!plain || length == 0 || text.length() < length) {
            return parts.addObject().put("text", "");
        }
        if (text.length() == length) {
            return (ObjectNode) last;
        }
        ((ObjectNode) last).put("text", text.substring(0, text.length() - length));
        return parts.addObject().put("text", text.substring(text.length() - length));
    }

    private void call(String place, Part.ToolCall call, ArrayNode parts) {
        ObjectNode part = parts.addObject();
        ObjectNode json = GeminiAnswer.name(part.putObject("functionCall"), call.id(), words)
                .put("name", words.identifier(call.tool()));
        json.set(
                "args",
                call.tool().takes() == ToolName.Takes.TEXT
                        ? TextTool.arguments(call.arguments())
                        : arguments(place, call.arguments()));
        if (next.isPresent()) {
            sign(part, next.get().value());
        } else if (wanted && !called) {
            losses.approximated(place, "the model is told not to look for the thoughts before the call");
            sign(part, GeminiSeal.SKIP);
        }
        next = Optional.empty();
        called = true;
    }

    private void lost() {
        next.ifPresent(signature -> losses.ignored(signature.place(), "the call that these thoughts led to is gone"));
        next = Optional.empty();
    }

    private JsonNode arguments(String place, String arguments) {
        return MessagesAnswer.object(arguments).orElseGet(() -> {
            losses.changed(place, "what the tool was called with is no JSON object");
            return JSON.createObjectNode();
        });
    }
}
