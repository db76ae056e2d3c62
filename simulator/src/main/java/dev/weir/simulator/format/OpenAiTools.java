package dev.weir.simulator.format;

import dev.weir.simulator.author.Tool;
import dev.weir.simulator.author.Tool.Kind;
import dev.weir.simulator.author.ToolChoice;
import dev.weir.simulator.author.Wanted;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads tools, tool choices and wanted formats, which Chat Completions nests one deeper than Responses.
final class OpenAiTools {

    private OpenAiTools() {}

    /// The tools that the client runs, those of namespaces included.
    static Stream<Tool> of(JsonNode tools) {
        return tools.valueStream().flatMap(tool -> of(tool, ""));
    }

    private static Stream<Tool> of(JsonNode tool, String namespace) {
        JsonNode said = inner(tool);
        String name = Json.text(said, "name");
        return switch (Json.text(tool, "type")) {
            case "function" -> Stream.of(new Tool(name, namespace, Kind.FUNCTION, said.path("parameters")));
            case "custom" -> Stream.of(new Tool(name, namespace, Kind.CUSTOM, said.path("parameters")));
            case "namespace" -> tool.path("tools").valueStream().flatMap(nested -> of(nested, name));
            default -> Stream.empty();
        };
    }

    static ToolChoice choice(JsonNode choice) {
        String word = choice.stringValue(Json.text(choice, "type"));
        return switch (word) {
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Any();
            case "function", "custom" -> new ToolChoice.Named(Json.text(inner(choice), "name"));
            case "allowed_tools" ->
                allowed(choice.path("allowed_tools").isObject() ? choice.path("allowed_tools") : choice);
            default -> new ToolChoice.Auto();
        };
    }

    private static ToolChoice allowed(JsonNode allowed) {
        return Json.text(allowed, "mode").equals("required")
                ? new ToolChoice.Named(Json.text(inner(allowed.path("tools").path(0)), "name"))
                : new ToolChoice.Auto();
    }

    /// What the answer's text has to look like. A format is `{type, json_schema: {schema}}` or `{type, schema}`.
    static Wanted wanted(JsonNode format) {
        JsonNode schema = format.path("json_schema").path("schema");
        return switch (Json.text(format, "type")) {
            case "json_object" -> new Wanted.AnyJson();
            case "json_schema" -> new Wanted.Fitting(schema.isObject() ? schema : format.path("schema"));
            default -> new Wanted.Words();
        };
    }

    /// The member that a tool or a choice is nested in, where it is.
    static JsonNode inner(JsonNode tool) {
        for (String nest : List.of("function", "custom")) {
            if (tool.path(nest).isObject()) {
                return tool.path(nest);
            }
        }
        return tool;
    }
}
