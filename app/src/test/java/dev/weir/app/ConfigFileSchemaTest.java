package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.config.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Editors and the gateway are of one mind about a file.
class ConfigFileSchemaTest {

    private static final Path EXAMPLE = Path.of("../weir.example.yaml");
    private static final Path EVERYTHING = Path.of("../gateway/src/test/resources/dev/weir/config/everything.json");

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonMapper.shared()
                    .readTree(Path.of("../docs/weir.schema.json").toFile()));

    @TempDir
    Path folder;

    @Test
    void theExampleIsValid() throws IOException {
        assertThat(errors(Files.readString(EXAMPLE))).isEmpty();
        assertThat(ConfigFile.check(EXAMPLE)).isInstanceOf(Reading.Valid.class);
    }

    @Test
    void theExampleHoldsNoSecret() throws IOException {
        assertThat(Files.readAllLines(EXAMPLE))
                .filteredOn(line -> line.contains("secret:") || line.contains("signing-key:"))
                .isNotEmpty()
                .allMatch(line -> line.matches(".*(secret|signing-key): (env:[A-Z0-9_]+|file:/[a-z/-]+)( .*)?"));
    }

    @Test
    void theDocumentWithEveryKeyIsValid() throws IOException {
        assertThat(errors(Files.readString(EVERYTHING))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listen: {data: 8787}",
                "listen: {port: 1}",
                "limits: {body: 32MB}",
                "limits: {body-memory: 0%}",
                "limits: {header-count: 5}",
                "timeouts: {idle: 20}",
                "timeouts: {idle: ''}",
                "log: {level: INFO}",
                "egress: {proxy: 'https://proxy:1'}",
                "egress: {ca-bundle: certs.pem}",
                "models: {a: {}}",
                "models: {a*b*: {provider: openai}}",
                "issuers: [{name: a, issuer: b, jwks: 'https://example.com/jwks'}]",
                "issuers: [{name: a, issuer: b, jwks: 'https://example.com/jwks', audience: a, algorithms: [HS256]}]",
                "issuers: {}",
                "embedded-issuer: {}",
                "embedded-issuer: {clients: []}",
                "embedded-issuer: {clients: [{id: a, secret: literal, team: a}]}",
                "embedded-issuer: {clients: [{id: a, secret: 'env:A', team: a, scopes: [root]}]}"
            })
    void bothRefuse(String wrong) throws IOException {
        String rest = wrong.startsWith("embedded") ? "" : """

                embedded-issuer: {clients: [{id: ci, secret: "env:S", team: red}]}
                """;
        String yaml = wrong + rest + "\nproviders: {openai: {credentials: [{secret: 'env:KEY'}]}}\n";

        assertThat(errors(yaml)).isNotEmpty();
        assertThat(ConfigFile.check(Files.writeString(folder.resolve("weir.yaml"), yaml)))
                .isInstanceOf(Reading.Invalid.class);
    }

    private static List<Error> errors(String yaml) {
        return SCHEMA.validate(ConfigFileTree.read(yaml).document());
    }
}
