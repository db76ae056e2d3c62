package dev.weir.simulator.format;

import dev.weir.simulator.author.Ask;
import dev.weir.simulator.author.Limits;
import dev.weir.simulator.author.Thinking;
import dev.weir.simulator.prompt.Piece;
import dev.weir.simulator.prompt.Prompt;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads what a Chat Completions request asks for, and its input.
final class ChatAsk {

    private ChatAsk() {}

    static Ask of(JsonNode body) {
        String said = "";
        boolean toolRan = false;
        for (JsonNode message : body.path("messages")) {
            switch (Json.text(message, "role")) {
                case "tool", "function" -> toolRan = true;
                case "user" -> {
                    said = Json.flat(message.path("content"));
                    toolRan = false;
                }
                default -> {}
            }
        }
        return new Ask(
                said,
                toolRan,
                OpenAiTools.of(body.path("tools")).toList(),
                OpenAiTools.choice(body.path("tool_choice")),
                OpenAiTools.wanted(body.path("response_format")),
                thinks(Json.text(body, "reasoning_effort")) ? Thinking.ON : Thinking.OFF,
                limits(body));
    }

    static boolean thinks(String effort) {
        return !effort.isEmpty() && !effort.equals("none");
    }

    private static Limits limits(JsonNode body) {
        long legacy = body.path("max_tokens").longValue(Limits.UNLIMITED);
        JsonNode stop = body.path("stop");
        return new Limits(
                body.path("max_completion_tokens").longValue(legacy),
                stop.isString()
                        ? List.of(stop.stringValue(""))
                        : stop.valueStream().map(one -> one.stringValue("")).toList());
    }

    static Prompt prompt(JsonNode body) {
        var pieces = new ArrayList<Piece>();
        for (JsonNode tool : body.path("tools")) {
            JsonNode said = OpenAiTools.inner(tool);
            pieces.add(Pieces.tool(Json.text(said, "name"), said.path("description"), said.path("parameters")));
        }
        for (JsonNode message : body.path("messages")) {
            for (JsonNode part : Json.parts(message.path("content"), "text")) {
                pieces.add(Pieces.part(part));
            }
            for (JsonNode call : message.path("tool_calls")) {
                JsonNode said = OpenAiTools.inner(call);
                pieces.add(
                        Piece.text(Json.text(said, "name") + Json.text(said, "arguments") + Json.text(said, "input")));
            }
        }
        return new Prompt(pieces);
    }
}
