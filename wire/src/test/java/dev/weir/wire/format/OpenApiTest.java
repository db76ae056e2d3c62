package dev.weir.wire.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Losses;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON Schema as Google's older models take it, and back.
class OpenApiTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static void writes(String schema, String wanted, String... lost) {
        JsonNode given = JSON.readTree(schema);
        OpenApiWriter.Written written = OpenApiWriter.write(given);

        assertThat(JSON.readTree(written.schema().toString())).isEqualTo(JSON.readTree(wanted));
        assertThat(written.lost()).containsExactly(lost);
        assertThat(given).as("the caller's own").isEqualTo(JSON.readTree(schema));
    }

    @Test
    void writesTypesInUpperCaseAndLimitsAsStrings() {
        writes("""
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["a", "gone"],
                 "properties": {"a": {"type": "array", "minItems": 1, "items": {"type": "integer", "maximum": 5}},
                                "b": {"type": "string", "format": "email", "maxLength": 9, "description": "d"}}}""", """
                {"type": "OBJECT", "properties": {"a": {"type": "ARRAY", "minItems": "1", "items": {"type": "INTEGER", "maximum": 5}},
                 "b": {"type": "STRING", "maxLength": "9", "description": "d"}}, "required": ["a"]}""", "/properties/b/format", "/required/1");
    }

    @Test
    void writesTypesThatMayBeNull() {
        writes("{\"type\": [\"string\", \"null\"]}", "{\"nullable\": true, \"type\": \"STRING\"}");
        writes(
                "{\"type\": [\"string\", \"integer\"]}",
                "{\"anyOf\": [{\"type\": \"STRING\"}, {\"type\": \"INTEGER\"}]}");
        writes(
                "{\"anyOf\": [{\"type\": \"null\"}, {\"type\": \"number\"}]}",
                "{\"nullable\": true, \"type\": \"NUMBER\"}");
    }

    @Test
    void writesOneValueAsAListOfOne() {
        writes("{\"const\": \"a\"}", "{\"type\": \"STRING\", \"enum\": [\"a\"]}");
        writes("{\"const\": 7}", "{\"type\": \"INTEGER\"}", "/const");
        writes("{\"enum\": [\"a\", null]}", "{\"nullable\": true, \"type\": \"STRING\", \"enum\": [\"a\"]}");
    }

    @Test
    void writesAlternativesAndMergesWhatAllHasToFit() {
        writes(
                "{\"oneOf\": [{\"type\": \"string\"}, {\"type\": \"boolean\"}]}",
                "{\"anyOf\": [{\"type\": \"STRING\"}, {\"type\": \"BOOLEAN\"}]}");
        writes("""
                {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
                           {"$ref": "#/$defs/b"}], "title": "both",
                 "$defs": {"b": {"title": "b", "properties": {"b": {"type": "string"}}, "required": ["b"]}}}""", """
                {"type": "OBJECT", "title": "both", "properties": {"a": {"type": "STRING"}, "b": {"type": "STRING"}},
                 "required": ["a", "b"]}""", "/allOf/1/title");
    }

    @Test
    void saysWhatItLeavesOut() {
        writes(
                """
                {"type": "object", "additionalProperties": false, "properties": {"a": {"type": "number", "exclusiveMinimum": 0},
                 "b": {"type": "integer", "exclusiveMaximum": 10}, "c": {"not": {}}, "d/e": {"uniqueItems": true}}}""",
                """
                {"type": "OBJECT", "properties": {"a": {"type": "NUMBER", "minimum": 0}, "b": {"type": "INTEGER", "maximum": 9},
                 "c": {}, "d/e": {}}}""",
                "/additionalProperties",
                "/properties/a/exclusiveMinimum",
                "/properties/c/not",
                "/properties/d~1e/uniqueItems");
    }

    @Test
    void writesReferencesOutAndStopsAtThoseThatNeverEnd() {
        writes(
                "{\"type\": \"object\", \"properties\": {\"a\": {\"$ref\": \"#/$defs/x\", \"description\": \"mine\"}},"
                        + " \"$defs\": {\"x\": {\"type\": \"string\", \"description\": \"theirs\"}}}",
                "{\"type\": \"OBJECT\", \"properties\": {\"a\": {\"type\": \"STRING\", \"description\": \"mine\"}}}");

        OpenApiWriter.Written tree = OpenApiWriter.write(
                JSON.readTree("{\"type\": \"object\", \"properties\": {\"left\": {\"$ref\": \"#\"}}}"));

        assertThat(tree.lost()).containsExactly("/properties/left".repeat(5) + "/$ref");
        assertThat(tree.schema().toString()).hasSizeLessThan(1_000);
    }

    @Test
    void bearsSchemasThatAreMadeToGrowWithoutEnd() {
        ObjectNode bomb = JSON.createObjectNode().put("$ref", "#/$defs/d0");
        ObjectNode definitions = bomb.putObject("$defs");
        for (int i = 0; i < 200; i++) {
            ObjectNode one = definitions.putObject("d" + i);
            ArrayNode all = one.putArray("allOf");
            ArrayNode any = one.putArray("anyOf");
            for (int n = 0; n < 20; n++) {
                all.addObject().put("$ref", "#/$defs/d" + (i + 1) % 200);
                any.addObject().put("$ref", "#/$defs/d" + (i + 1) % 200);
            }
        }

        assertThat(OpenApiWriter.write(bomb).lost()).isNotEmpty();
        assertThat(OpenApiWriter.write(JSON.readTree("{\"allOf\": [{\"$ref\": \"#\"}], \"$ref\": \"#\"}"))
                        .lost())
                .isNotEmpty();
    }

    @Test
    void readsWhatGoogleWrites() {
        var losses = new Losses();

        JsonNode read = OpenApiReader.read(JSON.readTree("""
                {"type": "OBJECT", "propertyOrdering": ["b", "a"], "properties": {
                  "a": {"type": "ARRAY", "minItems": "1", "items": {"type": "STRING", "nullable": true, "enum": ["x"]}},
                  "b": {"anyOf": [{"type": "INTEGER"}, {"type": "TYPE_UNSPECIFIED"}], "nullable": true, "example": 3}},
                 "required": ["a"], "additionalProperties": false}"""), "/s", losses);

        assertThat(JSON.readTree(read.toString())).isEqualTo(JSON.readTree("""
                {"type": "object", "properties": {
                  "a": {"type": "array", "minItems": 1, "items": {"type": ["string", "null"], "enum": ["x", null]}},
                  "b": {"anyOf": [{"type": "integer"}, {}, {"type": "null"}], "examples": [3]}},
                 "required": ["a"], "additionalProperties": false}"""));
        assertThat(losses.list()).extracting(Loss::place).containsExactly("/s/propertyOrdering");
    }
}
