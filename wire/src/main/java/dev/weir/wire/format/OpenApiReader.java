package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Losses;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a schema as Google's interfaces write it, after OpenAPI 3.0, as JSON Schema.
final class OpenApiReader {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// Whole numbers, which Google's JSON writes as strings.
    private static final Set<String> LIMITS =
            Set.of("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties");

    private final Losses losses;

    private OpenApiReader(Losses losses) {
        this.losses = losses;
    }

    /// @param schema is not changed
    /// @return missing if there is none
    static JsonNode read(JsonNode schema, String place, Losses losses) {
        return schema.isMissingNode() ? MissingNode.getInstance() : new OpenApiReader(losses).schema(schema, place);
    }

    private JsonNode schema(JsonNode schema, String place) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode out = JSON.createObjectNode();
        schema.forEachEntry((name, value) -> member(name, value, At.inside(place, name), out));
        if (schema.path("nullable").booleanValue(false)) {
            nullable(out);
        }
        return out;
    }

    private void member(String name, JsonNode value, String place, ObjectNode out) {
        switch (name) {
            case "type" -> {
                String type = value.asString("").toLowerCase(Locale.ROOT);
                if (!type.equals("type_unspecified")) {
                    out.put("type", type);
                }
            }
            case "nullable" -> {} // a type of its own
            case "items" -> out.set("items", schema(value, place));
            case "properties" -> {
                ObjectNode properties = out.putObject("properties");
                value.forEachEntry((key, one) -> properties.set(key, schema(one, At.inside(place, key))));
            }
            case "anyOf", "any_of" -> {
                ArrayNode any = out.putArray("anyOf");
                for (int i = 0; i < value.size(); i++) {
                    any.add(schema(value.get(i), At.inside(place, i)));
                }
            }
            case "example" -> out.putArray("examples").add(value);
            case "propertyOrdering", "property_ordering" ->
                losses.ignored(place, "in which order properties are written cannot be said");
            default -> {
                if (LIMITS.contains(name) && value.isString()) {
                    out.put(name, value.asLong(0));
                } else {
                    out.set(name, value);
                }
            }
        }
    }

    private static void nullable(ObjectNode out) {
        if (out.path("type").isString()) {
            String type = out.path("type").stringValue();
            out.putArray("type").add(type).add("null");
        } else if (out.path("anyOf") instanceof ArrayNode any) {
            any.addObject().put("type", "null");
        }
        if (out.path("enum") instanceof ArrayNode values) {
            ArrayNode more = values.deepCopy();
            out.set("enum", more.addNull());
        }
    }
}
