package dev.weir.simulator.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON trees, read leniently and written in order.
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ObjectNode typed(String type) {
        return object().put("type", type);
    }

    /// The object that the bytes are; nothing if they are not one.
    static Optional<ObjectNode> read(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /// The text of that member; empty if it is absent or no text.
    static String text(JsonNode node, String member) {
        return node.path(member).stringValue("");
    }

    /// The text of a content that is either a string or a list of parts.
    static String flat(JsonNode content) {
        return content.isString()
                ? content.stringValue("")
                : content.valueStream().map(part -> text(part, "text")).collect(Collectors.joining("\n"));
    }

    /// A list of parts, also where a string stands for a single part of text.
    static List<JsonNode> parts(JsonNode content, String textType) {
        return content.isString()
                ? List.of(typed(textType).put("text", content.stringValue("")))
                : content.valueStream().toList();
    }

    /// A copy without some members.
    static JsonNode without(JsonNode node, String... members) {
        return node instanceof ObjectNode object ? object.deepCopy().without(List.of(members)) : node;
    }
}
