package dev.weir.wire.format;

import dev.weir.wire.chat.Tool;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A tool that takes free text, for a provider that has only functions: its text stands in a JSON object.
final class TextTool {

    private static final JsonMapper JSON = JsonMapper.shared();

    private TextTool() {}

    /// What it does, and what its text has to fit.
    static String description(Tool tool) {
        String grammar = tool.schema().path("definition").stringValue("");
        return grammar.isEmpty()
                ? tool.description()
                : (tool.description() + "\n\nThe input has to fit this grammar:\n" + grammar).strip();
    }

    static ObjectNode schema() {
        ObjectNode schema = JSON.createObjectNode().put("type", "object");
        schema.putObject("properties").putObject("input").put("type", "string");
        schema.putArray("required").add("input");
        return schema;
    }

    static ObjectNode arguments(String text) {
        return JSON.createObjectNode().put("input", text);
    }

    /// The text in them; all of it if the model did not put it into an object.
    static String text(JsonNode arguments, String otherwise) {
        return arguments.path("input").stringValue(otherwise);
    }
}
