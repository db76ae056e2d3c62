package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Source;
import dev.weir.wire.chat.ToolName;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what is said in a conversation as blocks of Converse, each an object with one member. What says nothing is
/// left out. For one request.
final class ConverseContent {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_MARKS = 4;
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-zA-Z0-9 ()\\[\\]-]+");
    private static final int LONGEST_NAME = 190;

    private final BedrockModels whose;
    private final ToolWords words;
    private final Losses losses;
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> called = new LinkedHashMap<>();
    private int marks;

    ConverseContent(BedrockModels whose, ToolWords words, Losses losses) {
        this.whose = whose;
        this.words = words;
        this.losses = losses;
    }

    /// The words of the tools that were called so far, and where they were called first.
    Map<String, String> called() {
        return called;
    }

    /// Takes one of the marks that a request may have.
    ///
    /// @return whether there was one left
    boolean mark() {
        return marks < MOST_MARKS && marks++ < MOST_MARKS;
    }

    /// Writes a part behind what is said already.
    void write(At<Part> at, ArrayNode blocks) {
        String place = at.place();
        switch (at.value()) {
            case Part.Text(String text) -> text(place, text, blocks);
            case Part.Refusal(String text) -> {
                losses.approximated(place, "a refusal is told as text");
                text(place, text, blocks);
            }
            case Part.Image(Source source, String detail) -> {
                if (!detail.isEmpty() && !detail.equals("auto")) {
                    losses.ignored(place, "how closely an image is looked at cannot be said");
                }
                image(place, source, blocks);
            }
            case Part.Document(Source source, String name) -> document(place, source, name, blocks);
            case Part.Audio(String format, String data) -> {
                if (whose == BedrockModels.CLAUDE) {
                    losses.changed(place, "the model hears no audio");
                } else {
                    blocks.addObject()
                            .putObject("audio")
                            .put("format", format)
                            .putObject("source")
                            .put("bytes", data);
                }
            }
            case Part.Thinking(String text, String seal) -> thought(place, text, seal, blocks);
            case Part.HiddenThinking(String seal) ->
                blocks.addObject().putObject("reasoningContent").put("redactedContent", ConverseSeal.blob(seal));
            case Part.ToolCall call -> call(place, call, blocks);
            case Part.ToolResult result -> result(place, result, blocks);
            case Part.CacheMark(String keep) -> mark(place, keep, blocks);
            case Part.Opaque(String what, JsonNode _) ->
                losses.changed(place, what + " is known to the caller's format only");
        }
    }

    private void text(String place, String text, ArrayNode blocks) {
        if (!text.isBlank()) {
            blocks.addObject().put("text", text);
        } else if (!text.isEmpty()) {
            losses.ignored(place, "the provider takes no text of blanks alone");
        }
    }

    private void image(String place, Source source, ArrayNode blocks) {
        bytes(place, source)
                .ifPresent(bytes -> ConverseMedia.imageFormat(bytes.mediaType())
                        .ifPresentOrElse(
                                format -> blocks.addObject()
                                        .putObject("image")
                                        .put("format", format)
                                        .putObject("source")
                                        .put("bytes", bytes.data()),
                                () -> losses.changed(
                                        place,
                                        "an image is %s; one of gif, jpeg, png and webp is wanted"
                                                .formatted(bytes.mediaType()))));
    }

    private void document(String place, Source source, String name, ArrayNode blocks) {
        if (source instanceof Source.Text(String text) && whose == BedrockModels.CLAUDE) {
            document(place, "txt", name, blocks).put("text", text);
            return;
        }
        bytes(place, source)
                .ifPresent(bytes -> ConverseMedia.documentFormat(bytes.mediaType())
                        .ifPresentOrElse(
                                format -> document(place, format, name, blocks).put("bytes", bytes.data()),
                                () -> losses.changed(
                                        place, "documents of the type %s are not taken".formatted(bytes.mediaType()))));
    }

    /// @return where its content belongs
    private ObjectNode document(String place, String format, String name, ArrayNode blocks) {
        return blocks.addObject()
                .putObject("document")
                .put("format", format)
                .put("name", name(place, name))
                .putObject("source");
    }

    /// What is here. What has only an address would have to be fetched, and the gateway fetches nothing for its
    /// callers.
    private Optional<Source.Bytes> bytes(String place, Source source) {
        return switch (source) {
            case Source.Bytes bytes -> Optional.of(bytes);
            case Source.Text(String text) ->
                Optional.of(new Source.Bytes("text/plain", Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
            case Source.Url _ -> {
                losses.changed(place, "there is an address, and the provider wants the bytes; send them in base64");
                yield Optional.empty();
            }
            case Source.Kept _ -> {
                losses.changed(place, "it is kept at another provider");
                yield Optional.empty();
            }
        };
    }

    /// A name as the provider takes it, which no other document of the call has.
    private String name(String place, String name) {
        String fitting = NOT_IN_NAMES.matcher(name).replaceAll(" ").strip().replaceAll(" +", " ");
        String plain = fitting.isEmpty() ? "document" : fitting.substring(0, Math.min(LONGEST_NAME, fitting.length()));
        String unique = plain;
        for (int n = 2; !names.add(unique); n++) {
            unique = plain + " " + n;
        }
        if (!name.isEmpty() && !unique.equals(name)) {
            losses.approximated(place, "the document is called " + unique);
        }
        return unique;
    }

    private void thought(String place, String text, String seal, ArrayNode blocks) {
        if (seal.isEmpty() && whose == BedrockModels.CLAUDE) {
            losses.ignored(place, "the provider takes no thoughts that it has not signed");
            return;
        }
        ObjectNode said = blocks.addObject()
                .putObject("reasoningContent")
                .putObject("reasoningText")
                .put("text", text);
        if (!seal.isEmpty()) {
            said.put("signature", seal);
        }
    }

    private void call(String place, Part.ToolCall call, ArrayNode blocks) {
        String id = words.id(call.id());
        String word = words.word(call.tool());
        called.putIfAbsent(word, place);
        blocks.addObject()
                .putObject("toolUse")
                .put("toolUseId", id)
                .put("name", word)
                .set(
                        "input",
                        call.tool().takes() == ToolName.Takes.TEXT
                                ? TextTool.arguments(call.arguments())
                                : object(place, call.arguments()));
    }

    private JsonNode object(String place, String arguments) {
        return MessagesAnswer.object(arguments).orElseGet(() -> {
            losses.changed(place, "what the tool was called with is no JSON object");
            return JSON.createObjectNode();
        });
    }

    /// A mark in a result stands behind it: there is no place for it inside.
    private void result(String place, Part.ToolResult result, ArrayNode blocks) {
        String id = words.id(result.id());
        ArrayNode content = JSON.createArrayNode();
        Optional<At<Part>> mark = Optional.empty();
        for (At<Part> part : result.content()) {
            if (part.value() instanceof Part.CacheMark) {
                mark = Optional.of(part);
            } else {
                write(part, content);
            }
        }
        if (content.isEmpty()) {
            content.addObject().put("text", "(empty)");
            losses.approximated(place, "the provider takes no empty result; it is told that it is empty");
        }
        ObjectNode json = blocks.addObject().putObject("toolResult").put("toolUseId", id);
        json.set("content", content);
        if (result.failed()) {
            json.put("status", "error");
        }
        mark.ifPresent(part -> write(part, blocks));
    }

    private void mark(String place, String keep, ArrayNode blocks) {
        if (!whose.takesMarks() || blocks.isEmpty() || !mark()) {
            losses.ignored(
                    place,
                    whose.takesMarks()
                            ? "the provider takes %d marks, each behind something".formatted(MOST_MARKS)
                            : "the model cannot be told where a prompt is worth caching");
            return;
        }
        ObjectNode mark = blocks.addObject().putObject("cachePoint").put("type", "default");
        boolean hour = keep.equals("1h") || keep.equals("12h");
        if (hour && whose == BedrockModels.CLAUDE) {
            mark.put("ttl", "1h");
        }
        String kept = mark.has("ttl") ? "1h" : "5m";
        if (!keep.isEmpty() && !keep.equals(kept)) {
            losses.approximated(place, "kept for %s instead of %s".formatted(kept, keep));
        }
    }
}
