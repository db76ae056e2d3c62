package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a JSON Schema as Google's older models take it: in a part of OpenAPI 3.0 that has no references, one type to
/// each schema, and few of the keywords. What cannot be said is left out, and its place is told.
final class OpenApiWriter {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// Of a reference to itself so many copies are written, one in the other.
    private static final int DEEPEST = 4;

    /// Copies of copies multiply; more schemas than these are not written, nor more than these one in the other.
    private static final int MOST = 5_000;

    private static final int MOST_NESTED = 64;

    private static final Set<String> AS_THEY_ARE =
            Set.of("title", "description", "default", "nullable", "pattern", "minimum", "maximum", "example");
    private static final Set<String> LIMITS =
            Set.of("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties");
    private static final Set<String> FORMATS = Set.of("date-time", "enum", "float", "double", "int32", "int64");

    /// What says nothing about the value, or is written with something else.
    private static final Set<String> ELSEWHERE = Set.of(
            "$schema", "$id", "$comment", "$defs", "definitions", "$anchor", "type", "enum", "const", "required");

    private final JsonNode root;
    private final Set<String> lost = new TreeSet<>();
    private final List<String> within = new ArrayList<>();
    private int written;
    private int depth;

    /// A schema, and the places in the one that it was written from of what it does not say.
    record Written(ObjectNode schema, List<String> lost) {}

    private OpenApiWriter(JsonNode root) {
        this.root = root;
    }

    /// @param schema is not changed
    static Written write(JsonNode schema) {
        var writer = new OpenApiWriter(schema);
        ObjectNode written = writer.schema(schema, "");
        return new Written(written, List.copyOf(writer.lost));
    }

    private ObjectNode schema(JsonNode schema, String place) {
        if (++written > MOST || depth >= MOST_NESTED) {
            lost.add(place);
            return JSON.createObjectNode();
        }
        depth++;
        ObjectNode out;
        if (!(schema instanceof ObjectNode object)) {
            if (!schema.isBoolean() || !schema.booleanValue()) {
                lost.add(place); // nothing fits `false`
            }
            out = JSON.createObjectNode();
        } else if (object.has("$ref")) {
            out = referred(object, place);
        } else if (object.path("allOf").isArray()) {
            out = plain(merged(object, place), place);
        } else {
            out = plain(object, place);
        }
        depth--;
        return out;
    }

    private ObjectNode plain(ObjectNode schema, String place) {
        ObjectNode out = JSON.createObjectNode();
        type(schema, out);
        values(schema, place, out);
        schema.forEachEntry((name, value) -> member(name, value, At.inside(place, name), out));
        required(schema, place, out);
        return out;
    }

    /// A copy of what is referred to, with what stands beside the reference.
    private ObjectNode referred(ObjectNode schema, String place) {
        String to = schema.path("$ref").asString("");
        long times = within.stream().filter(to::equals).count();
        if (!(at(to) instanceof ObjectNode found) || times >= DEEPEST) {
            lost.add(At.inside(place, "$ref"));
            return JSON.createObjectNode().put("type", "OBJECT");
        }
        ObjectNode copy = copy(found);
        schema.forEachEntry((name, value) -> {
            if (!name.equals("$ref")) {
                copy.set(name, value);
            }
        });
        within.add(to);
        ObjectNode out = schema(copy, place);
        within.removeLast();
        return out;
    }

    private JsonNode at(String reference) {
        try {
            return reference.startsWith("#")
                    ? root.at(JsonPointer.compile(reference.substring(1)))
                    : MissingNode.getInstance();
        } catch (IllegalArgumentException noPointer) {
            return MissingNode.getInstance();
        }
    }

    private static ObjectNode copy(ObjectNode object) {
        ObjectNode copy = JSON.createObjectNode();
        copy.setAll(object);
        return copy;
    }

    /// All that has to fit, as one schema. Of what is said twice the first is taken, but for properties and what is
    /// required.
    private ObjectNode merged(ObjectNode schema, String place) {
        ObjectNode all = copy(schema);
        all.remove("allOf");
        ObjectNode properties = JSON.createObjectNode();
        ArrayNode required = JSON.createArrayNode();
        add(schema, properties, required);
        JsonNode parts = schema.path("allOf");
        for (int i = 0; i < parts.size(); i++) {
            String here = At.inside(At.inside(place, "allOf"), i);
            ObjectNode part = resolved(parts.get(i), here);
            add(part, properties, required);
            part.forEachEntry((name, value) -> {
                if (all.has(name)
                        && !all.get(name).equals(value)
                        && !name.equals("properties")
                        && !name.equals("required")) {
                    lost.add(At.inside(here, name));
                }
                all.putIfAbsent(name, value);
            });
        }
        if (!properties.isEmpty()) {
            all.set("properties", properties);
        }
        all.set("required", required);
        return all;
    }

    private static void add(ObjectNode part, ObjectNode properties, ArrayNode required) {
        part.path("properties").forEachEntry(properties::putIfAbsent);
        required.addAll(part.path("required").valueStream().toList());
    }

    private ObjectNode resolved(JsonNode part, String place) {
        JsonNode target = part;
        for (int n = 0; n < DEEPEST && target.has("$ref"); n++) {
            target = at(target.path("$ref").asString(""));
        }
        if (!(target instanceof ObjectNode found) || found.has("$ref") || ++written > MOST || depth >= MOST_NESTED) {
            lost.add(place);
            return JSON.createObjectNode();
        }
        depth++;
        ObjectNode whole = found.path("allOf").isArray() ? merged(found, place) : found;
        depth--;
        return whole;
    }

    private static void type(JsonNode schema, ObjectNode out) {
        JsonNode type = schema.path("type");
        if (type.isString()) {
            out.put("type", type.stringValue().toUpperCase(Locale.ROOT));
        } else if (type.isArray()) {
            types(type, out);
        } else if (schema.has("properties")) {
            out.put("type", "OBJECT");
        } else if (schema.has("items")) {
            out.put("type", "ARRAY");
        }
    }

    private static void types(JsonNode list, ObjectNode out) {
        List<String> types = list.valueStream().map(one -> one.asString("")).toList();
        List<String> some = types.stream().filter(type -> !type.equals("null")).toList();
        if (types.size() > some.size()) {
            out.put("nullable", true);
        }
        if (some.size() == 1) {
            out.put("type", some.getFirst().toUpperCase(Locale.ROOT));
        } else {
            some.forEach(type -> out.withArray("anyOf").addObject().put("type", type.toUpperCase(Locale.ROOT)));
        }
    }

    /// The values that are allowed: strings only, and no value beside them.
    private void values(JsonNode schema, String place, ObjectNode out) {
        String name = schema.has("const") ? "const" : "enum";
        List<JsonNode> values = schema.has("const")
                ? List.of(schema.path("const"))
                : schema.path("enum").valueStream().toList();
        if (values.isEmpty()) {
            return;
        }
        if (values.stream().anyMatch(JsonNode::isNull)) {
            out.put("nullable", true);
        }
        List<String> strings = values.stream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
        Optional<JsonNode> other = values.stream()
                .filter(value -> !value.isNull() && !value.isString())
                .findFirst();
        if (other.isEmpty() && !strings.isEmpty()) {
            strings.forEach(out.put("type", "STRING").putArray("enum")::add);
            return;
        }
        lost.add(At.inside(place, name));
        other.filter(_ -> !out.has("type") && strings.isEmpty()).ifPresent(value -> out.put("type", kind(value)));
    }

    private static String kind(JsonNode value) {
        return value.isBoolean()
                ? "BOOLEAN"
                : value.isIntegralNumber()
                        ? "INTEGER"
                        : value.isNumber() ? "NUMBER" : value.isArray() ? "ARRAY" : "OBJECT";
    }

    private void member(String name, JsonNode value, String place, ObjectNode out) {
        if (ELSEWHERE.contains(name)) {
            return;
        }
        if (AS_THEY_ARE.contains(name)) {
            out.set(name, value);
        } else if (LIMITS.contains(name)) {
            out.put(name, value.asString());
        } else if (name.equals("format") && FORMATS.contains(value.asString(""))) {
            out.set(name, value);
        } else {
            switch (name) {
                case "properties" -> properties(value, place, out);
                case "items" -> {
                    if (value.isObject()) {
                        out.set("items", schema(value, place));
                    } else if (!value.isBoolean() || !value.booleanValue()) {
                        lost.add(place);
                    }
                }
                case "anyOf", "oneOf" -> any(value, place, out);
                case "exclusiveMinimum" -> bound("minimum", value, BigDecimal.ONE, place, out);
                case "exclusiveMaximum" -> bound("maximum", value, BigDecimal.ONE.negate(), place, out);
                default -> lost.add(place);
            }
        }
    }

    private void properties(JsonNode value, String place, ObjectNode out) {
        ObjectNode properties = JSON.createObjectNode();
        value.forEachEntry((key, one) -> properties.set(key, schema(one, At.inside(place, key))));
        if (!properties.isEmpty()) { // an object with an empty list of them is refused
            out.set("properties", properties);
        }
    }

    private void any(JsonNode value, String place, ObjectNode out) {
        var some = new ArrayList<ObjectNode>();
        for (int i = 0; i < value.size(); i++) {
            if (value.get(i).path("type").asString("").equals("null")) {
                out.put("nullable", true);
            } else {
                some.add(schema(value.get(i), At.inside(place, i)));
            }
        }
        if (some.size() == 1) {
            some.getFirst().forEachEntry(out::putIfAbsent);
        } else if (out.has("anyOf")) {
            lost.add(place); // one list of alternatives is there already
        } else {
            some.forEach(out.putArray("anyOf")::add);
        }
    }

    /// A limit that is not part of what it limits; that can be said of whole numbers only.
    private void bound(String name, JsonNode value, BigDecimal next, String place, ObjectNode out) {
        boolean whole = out.path("type").asString("").equals("INTEGER") && value.isIntegralNumber();
        if (!value.isNumber()) {
            lost.add(place);
            return;
        }
        if (!whole) {
            lost.add(place);
        }
        out.put(name, whole ? value.decimalValue().add(next) : value.decimalValue());
    }

    /// Google refuses what is required and not there.
    private void required(JsonNode schema, String place, ObjectNode out) {
        var names = new HashSet<String>();
        ArrayNode required = JSON.createArrayNode();
        JsonNode list = schema.path("required");
        for (int i = 0; i < list.size(); i++) {
            String name = list.get(i).asString("");
            if (!out.path("properties").has(name)) {
                lost.add(At.inside(At.inside(place, "required"), i));
            } else if (names.add(name)) {
                required.add(name);
            }
        }
        if (!required.isEmpty()) {
            out.set("required", required);
        }
    }
}
