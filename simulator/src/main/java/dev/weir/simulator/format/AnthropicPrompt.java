package dev.weir.simulator.format;

import dev.weir.simulator.prompt.Mark;
import dev.weir.simulator.prompt.Piece;
import dev.weir.simulator.prompt.Prompt;
import dev.weir.simulator.seal.Conversation;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads the input of a Messages request: as a prompt to count and cache, and as a conversation to recognise.
final class AnthropicPrompt {

    private static final String CACHE = "cache_control";

    private AnthropicPrompt() {}

    /// Tools, system and messages, in the order in which the cache compares them.
    static Prompt of(JsonNode body) {
        var pieces = new ArrayList<Piece>();
        for (JsonNode tool : body.path("tools")) {
            pieces.add(Pieces.tool(Json.text(tool, "name"), tool.path("description"), tool.path("input_schema"))
                    .marked(mark(tool)));
        }
        for (JsonNode block : Json.parts(body.path("system"), "text")) {
            pieces.add(piece(block));
        }
        for (JsonNode message : body.path("messages")) {
            for (JsonNode block : Json.parts(message.path("content"), "text")) {
                pieces.add(piece(block));
            }
        }
        if (body.path(CACHE).isObject() && !pieces.isEmpty()) {
            pieces.add(pieces.removeLast().marked(mark(body)));
        }
        return new Prompt(pieces);
    }

    /// How many places are marked to be kept.
    static long marks(JsonNode body) {
        Stream<JsonNode> messages = body.path("messages")
                .valueStream()
                .flatMap(message -> message.path("content").valueStream());
        return Stream.of(
                        Stream.of(body),
                        body.path("tools").valueStream(),
                        body.path("system").valueStream(),
                        messages)
                .flatMap(marked -> marked)
                .filter(marked -> mark(marked) != Mark.NONE)
                .count();
    }

    private static Piece piece(JsonNode block) {
        Piece piece = switch (Json.text(block, "type")) {
            case "thinking" -> Piece.text(Json.text(block, "thinking"));
            case "redacted_thinking" -> Piece.text("");
            case "tool_use" ->
                Piece.text(Json.text(block, "name") + block.path("input").toString());
            case "tool_result" -> result(block);
            default -> Pieces.part(Json.without(block, CACHE));
        };
        return piece.marked(mark(block));
    }

    private static Piece result(JsonNode block) {
        JsonNode content = block.path("content");
        boolean media = content.valueStream().anyMatch(Pieces::isMedia);
        return media ? Piece.media(content) : Piece.text(Json.flat(content));
    }

    private static Mark mark(JsonNode block) {
        if (!block.path(CACHE).isObject()) {
            return Mark.NONE;
        }
        return Json.text(block.path(CACHE), "ttl").equals("1h") ? Mark.HOUR_1 : Mark.MINUTES_5;
    }

    /// Tells a message to a conversation, so that the same message is recognised however its client writes it: marks
    /// and earlier thoughts are left out, and a string is a block of text.
    static void tell(JsonNode message, Conversation conversation) {
        String role = Json.text(message, "role");
        if (role.equals("system")) {
            return;
        }
        for (JsonNode block : Json.parts(message.path("content"), "text")) {
            switch (Json.text(block, "type")) {
                case "thinking", "redacted_thinking" -> {}
                case "text" -> {
                    if (!Json.text(block, "text").isEmpty()) {
                        conversation.say(role, Json.text(block, "text"));
                    }
                }
                case "tool_use" ->
                    conversation.say(role, Json.text(block, "id") + Json.text(block, "name") + block.path("input"));
                case "tool_result" ->
                    conversation.say(role, Json.text(block, "tool_use_id") + texts(block.path("content")));
                default -> conversation.say(role, Json.without(block, CACHE).toString());
            }
        }
    }

    private static String texts(JsonNode content) {
        return Json.parts(content, "text").stream()
                .map(part -> part.has("text") ? Json.text(part, "text") : part.toString())
                .collect(Collectors.joining("\n"));
    }
}
