package dev.weir.wire.format;

import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Tool.Strict;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The schemas to which OpenAI holds a model: every property of an object is required, and no other is allowed. It
/// refuses to be strict about any other.
final class StrictSchemas {

    private StrictSchemas() {}

    /// Says whether the model is held to a schema, if that was said.
    static void write(String place, JsonNode schema, Strict strict, ObjectNode out, Losses losses) {
        if (strict == Strict.YES && !fits(schema)) {
            losses.approximated(
                    place, "the model is not held to the schema: not all is required, or something else is allowed");
            out.put("strict", false);
        } else if (strict != Strict.UNSAID) {
            out.put("strict", strict == Strict.YES);
        }
    }

    private static boolean fits(JsonNode schema) {
        boolean closed = !schema.path("properties").isObject()
                || (schema.path("additionalProperties").isBoolean()
                        && !schema.path("additionalProperties").booleanValue()
                        && required(schema));
        return closed && (schema.path("items").isMissingNode() || fits(schema.path("items"))) && inside(schema);
    }

    private static boolean required(JsonNode schema) {
        List<String> required = schema.path("required")
                .valueStream()
                .map(one -> one.stringValue(""))
                .toList();
        return required.containsAll(schema.path("properties").propertyNames());
    }

    private static boolean inside(JsonNode schema) {
        for (String many : List.of("properties", "$defs", "definitions", "anyOf")) {
            for (JsonNode one : schema.path(many)) {
                if (!fits(one)) {
                    return false;
                }
            }
        }
        return true;
    }
}
