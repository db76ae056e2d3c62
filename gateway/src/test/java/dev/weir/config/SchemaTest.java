package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `docs/weir.schema.json` knows the keys that are read, all of them and no others.
class SchemaTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonNode schema =
            JSON.readTree(Path.of("../docs/weir.schema.json").toFile());

    @Test
    void describesEveryKeyThatIsReadAndNoOther() throws IOException {
        Set<String> read = GatewayConfig.keys(everything(), GatewayConfigTest.KINDS);

        var described = new TreeSet<String>();
        describe(schema, "", described);

        assertThat(described).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void theDocumentWithEveryKeyIsValid() throws IOException {
        assertThat(GatewayConfig.read(everything(), Locations.UNKNOWN, GatewayConfigTest.KINDS))
                .isInstanceOf(Reading.Valid.class);
    }

    private void describe(JsonNode schema, String path, Set<String> keys) {
        if (schema.path("$ref").asString("").equals("#/$defs/route")) {
            describe(this.schema.at("/$defs/route"), path, keys);
        }
        schema.path("properties").forEachEntry((key, value) -> {
            keys.add(path + "/" + key);
            assertThat(value.path("description").asString(""))
                    .as(path + "/" + key)
                    .isNotBlank();
            describe(value, path + "/" + key, keys);
        });
        if (schema.has("items")) {
            describeItems(schema.path("items"), path, keys);
        }
        if (schema.path("additionalProperties").isObject()) {
            describe(schema.path("additionalProperties"), path + "/*", keys);
        }
    }

    /// Routes are made of routes, which have the same keys as those around them.
    private void describeItems(JsonNode items, String path, Set<String> keys) {
        if (!items.path("$ref").asString("").equals("#/$defs/route") || !path.contains("/targets/#")) {
            describe(items, path + "/#", keys);
        }
    }

    static JsonNode everything() throws IOException {
        try (InputStream document = Objects.requireNonNull(SchemaTest.class.getResourceAsStream("everything.json"))) {
            return JSON.readTree(document);
        }
    }
}
