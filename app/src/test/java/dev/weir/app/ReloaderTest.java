package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.GatewayConfig;
import dev.weir.config.Reading;
import dev.weir.identity.Clients;
import dev.weir.identity.Clients.Client;
import dev.weir.provider.Identities;
import dev.weir.provider.Provider;
import dev.weir.provider.ProviderCatalog;
import dev.weir.provider.auth.Environment;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.Snapshot;
import dev.weir.route.SnapshotCompiler;
import dev.weir.store.Contents;
import dev.weir.store.EnvironmentAndFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloaderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ActiveSnapshot snapshot;

    @SuppressWarnings("NullAway.Init")
    private Identity identity;

    @SuppressWarnings("NullAway.Init")
    private Reloader reloader;

    /// A part as the certificate of the listeners is one.
    private Part made = _ -> () -> {};
    private final Part part = config -> made.made(config);

    @BeforeEach
    void start() throws IOException {
        write("key", "first-key\n");
        write("weir.yaml", yaml("gpt-4o", "blue"));
        var secrets = new EnvironmentAndFiles(Map.of("SECRET", "weir_client"));
        var file = new ConfigFile(folder.resolve("weir.yaml"), secrets);
        GatewayConfig config = ((Reading.Valid) file.load()).config();
        InstantSource clock = InstantSource.system();
        var compiler = new SnapshotCompiler(
                ProviderCatalog.builtIn(),
                new Identities(
                        secrets,
                        new Environment(Map.of(), folder),
                        question -> {
                            throw new IOException("nobody is asked here");
                        },
                        clock,
                        Runnable::run),
                clock);
        snapshot = new ActiveSnapshot(compiler.compile("1", config));
        identity = new Identity(
                config,
                secrets,
                address -> {
                    throw new IOException("nobody is asked for " + address);
                },
                clock,
                Contents.EMPTY,
                Clients.Hasher.ephemeral());
        reloader = new Reloader(file, config, compiler, snapshot, identity, List.of(part));
    }

    @Test
    void leavesWhatHasNotChanged() {
        Snapshot before = snapshot.current();

        reloader.look();

        assertThat(snapshot.current()).isSameAs(before);
    }

    @Test
    void putsAChangedFileInForceAsAWhole() throws IOException {
        write("weir.yaml", yaml("gpt-5", "red"));

        reloader.look();

        assertThat(snapshot.current().version()).isEqualTo("2");
        assertThat(snapshot.current().model("gpt-5")).isPresent();
        assertThat(snapshot.current().model("gpt-4o")).isEmpty();
        assertThat(identity.clients().client("agent")).map(Client::team).contains("red");
    }

    @Test
    void r_cfg_1_changesNothingWhenTheFileIsWrong() throws IOException {
        Snapshot before = snapshot.current();

        for (String wrong : new String[] {yaml("gpt-5", "red") + "\nlimitz: {}\n", "models: [", ""}) {
            write("weir.yaml", wrong);
            reloader.look();

            assertThat(snapshot.current()).isSameAs(before);
            assertThat(identity.clients().client("agent")).map(Client::team).contains("blue");
        }
    }

    @Test
    void r_drain_3_changesNothingWhenOneOfItsPartsCannotBeMade() throws IOException {
        Snapshot before = snapshot.current();
        made = _ -> {
            throw new IllegalArgumentException("the certificate is none");
        };
        write("weir.yaml", yaml("gpt-5", "red"));

        reloader.look();

        assertThat(snapshot.current()).isSameAs(before);
        assertThat(identity.clients().client("agent")).map(Client::team).contains("blue");
    }

    @Test
    void usesANewKeyWhenItsFileHasChanged() throws IOException {
        assertThat(key()).isEqualTo("first-key");
        write("key", "second-key\n");

        reloader.look();

        assertThat(key()).isEqualTo("second-key");
    }

    private String key() {
        Provider provider = snapshot.current().provider("openai").orElseThrow();
        return provider.credentials()
                .pick()
                .orElseThrow()
                .proofs()
                .atHand()
                .orElseThrow()
                .secrets()
                .getFirst()
                .reveal();
    }

    private String yaml(String model, String team) {
        return """
                embedded-issuer:
                  clients:
                    - { id: agent, secret: "env:SECRET", team: %s }
                providers:
                  openai:
                    credentials:
                      - secret: file:%s
                models:
                  %s: { provider: openai }
                """.formatted(team, folder.resolve("key"), model);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
