package dev.weir.simulator.format;

import dev.weir.simulator.author.Ask;
import dev.weir.simulator.author.Limits;
import dev.weir.simulator.author.Thinking;
import dev.weir.simulator.author.Tool;
import dev.weir.simulator.author.Tool.Kind;
import dev.weir.simulator.author.ToolChoice;
import dev.weir.simulator.author.Wanted;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads what a Messages request asks for.
final class AnthropicAsk {

    /// Tools that Anthropic defines and the client runs.
    private static final Pattern CLIENT_TOOL = Pattern.compile("(custom|(bash|text_editor|memory)_\\d+)?");

    private AnthropicAsk() {}

    static Ask of(JsonNode body) {
        String said = "";
        boolean toolRan = false;
        for (JsonNode message : body.path("messages")) {
            JsonNode content = message.path("content");
            if (!Json.text(message, "role").equals("user")) {
                continue;
            }
            if (content.valueStream().anyMatch(block -> Json.text(block, "type").equals("tool_result"))) {
                toolRan = true;
            } else {
                said = Json.flat(content);
                toolRan = false;
            }
        }
        return new Ask(said, toolRan, tools(body), choice(body), wanted(body), thinking(body, toolRan), limits(body));
    }

    private static List<Tool> tools(JsonNode body) {
        return body.path("tools")
                .valueStream()
                .filter(tool -> isSearch(tool)
                        || CLIENT_TOOL.matcher(Json.text(tool, "type")).matches())
                .map(tool -> new Tool(
                        Json.text(tool, "name"),
                        "",
                        isSearch(tool) ? Kind.SEARCH : Kind.FUNCTION,
                        tool.path("input_schema")))
                .toList();
    }

    private static boolean isSearch(JsonNode tool) {
        return Json.text(tool, "type").startsWith("web_search_");
    }

    private static ToolChoice choice(JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        return switch (Json.text(choice, "type")) {
            case "any" -> new ToolChoice.Any();
            case "none" -> new ToolChoice.None();
            case "tool" -> new ToolChoice.Named(Json.text(choice, "name"));
            default -> new ToolChoice.Auto();
        };
    }

    private static Wanted wanted(JsonNode body) {
        JsonNode format = body.path("output_config").path("format");
        JsonNode schema = (format.isObject() ? format : body.path("output_format")).path("schema");
        return schema.isObject() ? new Wanted.Fitting(schema) : new Wanted.Words();
    }

    /// Nothing is thought in front of an answer that the client has begun.
    private static Thinking thinking(JsonNode body, boolean toolRan) {
        JsonNode messages = body.path("messages");
        if (Json.text(messages.path(messages.size() - 1), "role").equals("assistant")) {
            return Thinking.OFF;
        }
        return switch (Json.text(body.path("thinking"), "type")) {
            case "enabled", "adaptive" -> Thinking.ON;
            case "between_tools" -> toolRan ? Thinking.ON : Thinking.OFF;
            default -> Thinking.OFF;
        };
    }

    private static Limits limits(JsonNode body) {
        return new Limits(
                body.path("max_tokens").longValue(Limits.UNLIMITED),
                body.path("stop_sequences")
                        .valueStream()
                        .map(stop -> stop.stringValue(""))
                        .toList());
    }
}
