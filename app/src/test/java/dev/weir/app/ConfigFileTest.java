package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.GatewayConfig;
import dev.weir.config.Reading;
import dev.weir.config.Violation;
import dev.weir.store.EnvironmentAndFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    private static final String SOUND = """
            embedded-issuer:
              clients:
                - {id: ci, secret: "env:CI_SECRET", team: red}
            providers:
              openai:
                credentials:
                  - secret: env:OPENAI_KEY
            """;

    @TempDir
    Path folder;

    @Test
    void readsAFile() throws IOException {
        write(SOUND);

        assertThat(file().load())
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.config().providers()).containsOnlyKeys("openai"));
    }

    @Test
    void s_cfg_1_saysWhereEverythingIsThatIsWrong() throws IOException {
        write("""
                listen:
                  data: 8787
                providers:
                  openai:
                    credentials:
                      - secret: env:OPENAI_KEY
                        wieght: 2
                  openai: {}
                modles: {}
                """);

        assertThat(wrong())
                .containsExactly(
                        "1:1: /issuers: is empty and there is no embedded-issuer, wanted one of them: who else would say who"
                                + " callers are?",
                        "2:3: /listen/data: is 8787, wanted an address such as 127.0.0.1:8787 or [::1]:8787",
                        "7:9: /providers/openai/credentials/0/wieght: no key is named wieght, perhaps weight is meant; there"
                                + " are [aws, entra, google, name, secret, weight]",
                        "8:3: /providers/openai: is there twice, first in line 4",
                        "9:1: /modles: no key is named modles, perhaps models is meant; there are [alerts, audit,"
                                + " drain, edge, egress, embedded-issuer, issuers, journal, limits, listen, log, models,"
                                + " pricing, providers, reasoning, routing, store, telemetry, timeouts]");
    }

    @Test
    void s_cfg_1_refusesAReferenceToASecretThatIsNotThere() throws IOException {
        write(SOUND.replace("env:OPENAI_KEY", "env:NOT_THERE")
                .replace("\"env:CI_SECRET\"", "\"file:" + folder.resolve("nowhere") + "\""));

        assertThat(wrong())
                .containsExactly(
                        "3:16: /embedded-issuer/clients/0/secret: there is no file " + folder.resolve("nowhere"),
                        "7:9: /providers/openai/credentials/0/secret: the environment has no variable NOT_THERE");
        assertThat(ConfigFile.check(path())).isInstanceOf(Reading.Valid.class);
    }

    @Test
    void s_cfg_3_refusesASecretAndDoesNotRepeatIt() throws IOException {
        write(SOUND.replace("env:OPENAI_KEY", "sk-very-secret"));

        assertThat(wrong())
                .containsExactly(
                        "7:9: /providers/openai/credentials/0/secret: is something else, wanted a reference, env:NAME or"
                                + " file:/path, never the secret itself");
    }

    @Test
    void s_cfg_3_doesNotRepeatASecretThatStandsInAWrongPlace() throws IOException {
        for (String misplaced : List.of(
                SOUND.replace("secret: env:OPENAI_KEY", "sk-very-secret"),
                SOUND.replace("secret: env:OPENAI_KEY", "secret: {value: sk-very-secret}"),
                SOUND.replace("secret: env:OPENAI_KEY", "secret: 'sk-very-secret"),
                SOUND.replace("secret: env:OPENAI_KEY", "secret: @sk-very-secret"),
                SOUND.replace("secret: env:OPENAI_KEY", "secret: sk-very-secret: true"),
                SOUND + "    headers: {x-api-key: sk-very-secret, y: [sk-very-secret]}\n",
                SOUND + "    base: https://user:sk-very-secret@example.com\n",
                SOUND + "    base: https://example.com?key=sk-very-secret\n",
                SOUND + "egress: {proxy: 'http://user:sk-very-secret@proxy:3128'}\n")) {
            write(misplaced);

            assertThat(wrong()).as(misplaced).isNotEmpty().noneMatch(one -> one.contains("sk-very-secret"));
        }
    }

    @Test
    void saysWhereAFileIsNotYaml() throws IOException {
        write("providers:\n  openai: [\nmodels: }\n");

        assertThat(wrong()).singleElement().asString().startsWith("3:9: /: cannot be read as YAML: ");
    }

    @Test
    void s_xml_1_readsNoAnchorsNoTagsAndNoSecondDocument() throws IOException {
        write("""
                a: &a [x, x, x, x, x, x, x, x, x]
                b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
                providers: !!java.lang.ProcessBuilder [b]
                ---
                c: *b
                """);

        assertThat(wrong())
                .contains(
                        "1:4: /a: has an anchor or an alias, wanted the value itself",
                        "2:8: /b/0: has an anchor or an alias, wanted the value itself",
                        "3:12: /providers: has a tag, wanted a plain value")
                .anyMatch(one -> one.endsWith("/: a second document begins here, wanted one"));
    }

    @Test
    void s_xml_1_readsNoDeepNesting() throws IOException {
        write("[".repeat(10_000));

        assertThat(wrong()).singleElement().asString().contains("is nested too deeply");
    }

    @Test
    void saysThatThereIsNothingToRead() throws IOException {
        assertThat(wrong()).containsExactly("/: there is no file " + path());

        Files.write(path(), new byte[] {(byte) 0xff});
        assertThat(wrong()).containsExactly("/: is not text in UTF-8");

        write("#".repeat(1024 * 1024 + 1));
        assertThat(wrong()).containsExactly("/: is larger than 1048576 bytes");

        write("");
        assertThat(wrong()).anyMatch(one -> one.endsWith("/providers: is empty, wanted at least one provider"));
    }

    @Test
    void noticesAnotherContentOnce() throws IOException {
        write(SOUND);
        ConfigFile file = file();
        file.load();

        assertThat(file.poll()).isFalse();

        write(SOUND + "log: {level: debug}\n");
        assertThat(file.poll()).isTrue();
        assertThat(file.poll()).isFalse();

        Files.delete(path());
        assertThat(file.poll()).isTrue();
        assertThat(file.poll()).isFalse();
    }

    @Test
    void noticesAnotherSecret() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "one");
        write(SOUND.replace("env:OPENAI_KEY", "file:" + key));
        ConfigFile file = file();
        file.load();

        Files.writeString(key, "two");

        assertThat(file.poll()).isTrue();
        assertThat(file.poll()).isFalse();
    }

    @Test
    void seesThatALinkLeadsElsewhere() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Files.writeString(first.resolve("weir.yaml"), SOUND);
        Files.writeString(second.resolve("weir.yaml"), SOUND.replace("team: red", "team: sad"));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first);
        Files.createSymbolicLink(path(), data.resolve("weir.yaml"));
        ConfigFile file = file();
        file.load();

        Path next = Files.createSymbolicLink(folder.resolve("..next"), second);
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(file.poll()).isTrue();
        assertThat(valid(file)
                        .embeddedIssuer()
                        .orElseThrow()
                        .clients()
                        .getFirst()
                        .team())
                .isEqualTo("sad");
    }

    private static GatewayConfig valid(ConfigFile file) {
        return switch (file.load()) {
            case Reading.Valid(GatewayConfig config) -> config;
            case Reading.Invalid(List<Violation> violations) -> throw new AssertionError(violations);
        };
    }

    private List<String> wrong() {
        return switch (file().load()) {
            case Reading.Valid(GatewayConfig config) -> throw new AssertionError(config);
            case Reading.Invalid(List<Violation> violations) ->
                violations.stream().map(Violation::toString).toList();
        };
    }

    private ConfigFile file() {
        return new ConfigFile(
                path(), new EnvironmentAndFiles(Map.of("CI_SECRET", "one secret", "OPENAI_KEY", "another")));
    }

    private void write(String yaml) throws IOException {
        Files.writeString(path(), yaml);
    }

    private Path path() {
        return folder.resolve("weir.yaml");
    }
}
