package dev.weir.simulator.author;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// An example of what a JSON schema describes: the required members (all, if none is), each with a value that a real
/// tool can do something harmless with.
final class Example {

    private static final JsonNodeFactory NODES = JsonMapper.shared().getNodeFactory();
    private static final int DEEPEST = 16;

    private final JsonNode root;

    private Example(JsonNode root) {
        this.root = root;
    }

    static JsonNode of(JsonNode schema) {
        return new Example(schema).of(schema, "", 0);
    }

    private JsonNode of(JsonNode schema, String name, int depth) {
        if (depth > DEEPEST) {
            return NODES.nullNode();
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").get(0);
        }
        String reference = schema.path("$ref").stringValue("");
        if (reference.startsWith("#")) {
            return of(root.at(reference.substring(1)), name, depth + 1);
        }
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.path(choice).size() > 0) {
                return of(schema.path(choice).get(0), name, depth + 1);
            }
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.path(0).stringValue("string") : type.stringValue(untyped(schema))) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "number", "integer" -> schema.has("minimum") ? schema.get("minimum") : NODES.numberNode(1);
            case "boolean" -> NODES.booleanNode(false);
            case "null" -> NODES.nullNode();
            default -> NODES.stringNode(word(name));
        };
    }

    private static String untyped(JsonNode schema) {
        return schema.has("properties") ? "object" : "string";
    }

    private JsonNode object(JsonNode schema, int depth) {
        var object = NODES.objectNode();
        JsonNode properties = schema.path("properties");
        List<String> names = schema.path("required").isArray()
                ? schema.path("required")
                        .valueStream()
                        .map(required -> required.stringValue(""))
                        .toList()
                : List.copyOf(properties.propertyNames());
        for (String name : names) {
            object.set(name, of(properties.path(name), name, depth + 1));
        }
        return object;
    }

    private JsonNode array(JsonNode schema, String name, int depth) {
        var array = NODES.arrayNode();
        if (isCommand(name)) {
            return array.add("bash").add("-lc").add("echo tool-ok");
        }
        return array.add(of(schema.path("items"), name, depth + 1));
    }

    private static String word(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        if (isCommand(name)) {
            return "echo tool-ok";
        }
        if (lower.contains("path") || lower.contains("file")) {
            return "/tmp/notes.txt";
        }
        return lower.contains("city") || lower.contains("location") ? "Paris" : "simulated";
    }

    private static boolean isCommand(String name) {
        return name.equals("command") || name.equals("cmd");
    }
}
