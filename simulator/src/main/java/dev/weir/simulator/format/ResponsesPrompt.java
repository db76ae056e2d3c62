package dev.weir.simulator.format;

import dev.weir.simulator.prompt.Piece;
import dev.weir.simulator.prompt.Prompt;
import dev.weir.simulator.seal.Conversation;
import dev.weir.simulator.seal.Seal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads the input of a Responses request: as items, as a prompt to count and cache, and as a conversation to
/// recognise.
final class ResponsesPrompt {

    private ResponsesPrompt() {}

    /// The items of the input; a string is a message of the user.
    static List<JsonNode> items(JsonNode body) {
        JsonNode input = body.path("input");
        return input.isString()
                ? List.of(Json.typed("message").put("role", "user").put("content", input.stringValue("")))
                : input.valueStream().toList();
    }

    /// An item without a type is a message.
    static String type(JsonNode item) {
        String type = Json.text(item, "type");
        return type.isEmpty() ? "message" : type;
    }

    static Prompt of(JsonNode body) {
        var pieces = new ArrayList<Piece>();
        tools(body.path("tools"), pieces);
        pieces.add(Piece.text(Json.text(body, "instructions")));
        for (JsonNode item : items(body)) {
            switch (type(item)) {
                case "message" -> parts(item.path("content"), pieces);
                case "reasoning" -> parts(item.path("summary"), pieces);
                case "additional_tools" -> tools(item.path("tools"), pieces);
                case "function_call", "custom_tool_call" ->
                    pieces.add(Piece.text(
                            Json.text(item, "name") + Json.text(item, "arguments") + Json.text(item, "input")));
                case "function_call_output", "custom_tool_call_output" -> parts(item.path("output"), pieces);
                default -> pieces.add(Piece.text(item.toString()));
            }
        }
        return new Prompt(pieces);
    }

    private static void parts(JsonNode content, List<Piece> pieces) {
        Json.parts(content, "input_text").forEach(part -> pieces.add(Pieces.part(part)));
    }

    private static void tools(JsonNode tools, List<Piece> pieces) {
        for (JsonNode tool : tools) {
            if (Json.text(tool, "type").equals("namespace")) {
                tools(tool.path("tools"), pieces);
            } else {
                pieces.add(Pieces.tool(Json.text(tool, "name"), tool.path("description"), tool.path("parameters")));
            }
        }
    }

    /// What a thought is bound to: all that is said in the request.
    static String conversation(JsonNode body) {
        if (!isWhole(body)) {
            return Seal.ANY_CONVERSATION;
        }
        var conversation = new Conversation();
        items(body).forEach(item -> tell(item, conversation));
        return conversation.fingerprint();
    }

    /// Whether all of the conversation is in the request, and not some of it with the provider.
    static boolean isWhole(JsonNode body) {
        return Json.text(body, "previous_response_id").isEmpty()
                && !body.path("conversation").isObject()
                && !body.path("conversation").isString()
                && items(body).stream().noneMatch(item -> type(item).equals("item_reference"));
    }

    /// Tells an item to a conversation, so that the same item is recognised however its client writes it: ids, states
    /// and earlier thoughts are left out.
    static void tell(JsonNode item, Conversation conversation) {
        switch (type(item)) {
            case "message" -> conversation.say(Json.text(item, "role"), texts(item.path("content")));
            case "function_call", "custom_tool_call" ->
                conversation.say(
                        Json.text(item, "call_id"),
                        Json.text(item, "name") + Json.text(item, "arguments") + Json.text(item, "input"));
            case "function_call_output", "custom_tool_call_output" ->
                conversation.say(Json.text(item, "call_id"), texts(item.path("output")));
            default -> {}
        }
    }

    private static String texts(JsonNode content) {
        return Json.parts(content, "input_text").stream()
                .map(part -> part.has("text") ? Json.text(part, "text") : part.toString())
                .collect(Collectors.joining("\n"));
    }
}
