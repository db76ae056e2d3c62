package dev.weir.app;

import dev.weir.config.GatewayConfig;
import dev.weir.config.Locations;
import dev.weir.config.Place;
import dev.weir.config.Reading;
import dev.weir.config.SecretRef;
import dev.weir.config.Violation;
import dev.weir.provider.ProviderCatalog;
import dev.weir.store.SecretStore;
import dev.weir.store.SecretStore.Answer.Missing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The file that the gateway is configured with, and the secrets that it refers to.
///
/// What it holds is compared, so it does not matter how it was replaced: written anew, renamed, or behind a symbolic
/// link that now leads elsewhere. Not for sharing between threads: whoever watches it owns it.
public final class ConfigFile {

    /// Larger ones are not configurations but mistakes.
    private static final int LARGEST_BYTES = 1024 * 1024;

    private final Path path;
    private final SecretStore secrets;
    private @Nullable Content seen;

    /// What a file holds, or why that cannot be said.
    private sealed interface Content {
        record Text(String yaml) implements Content {}

        record Unreadable(String why) implements Content {}
    }

    public ConfigFile(Path path, SecretStore secrets) {
        this.path = path;
        this.secrets = secrets;
    }

    /// Where it is, and what belongs to it.
    Path folder() {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }

    /// Reads a file without asking for its secrets.
    public static Reading check(Path path) {
        return read(content(path), _ -> Optional.empty());
    }

    /// Reads the file; a secret that cannot be read is a violation, too.
    public Reading load() {
        Content content = content(path);
        seen = content;
        return read(
                content,
                reference ->
                        secrets.read(reference) instanceof Missing(String why) ? Optional.of(why) : Optional.empty());
    }

    /// Whether the file or one of its secrets is another than when it was last loaded or polled.
    public boolean poll() {
        Content before = seen;
        seen = content(path);
        boolean otherSecrets = secrets.refresh();
        return otherSecrets || !seen.equals(before);
    }

    /// @param lacks why a secret cannot be had, if it cannot
    private static Reading read(Content content, Function<SecretRef, Optional<String>> lacks) {
        return switch (content) {
            case Content.Unreadable(String why) -> new Reading.Invalid(List.of(new Violation("", why, Place.UNKNOWN)));
            case Content.Text(String yaml) -> read(ConfigFileTree.read(yaml), lacks);
        };
    }

    private static Reading read(ConfigFileTree tree, Function<SecretRef, Optional<String>> lacks) {
        if (!tree.whole()) {
            return new Reading.Invalid(tree.violations());
        }
        Reading reading = GatewayConfig.read(tree.document(), tree.places(), ProviderCatalog.builtIn());
        List<Violation> violations = both(
                tree.violations(),
                switch (reading) {
                    case Reading.Invalid(List<Violation> found) -> found;
                    case Reading.Valid(GatewayConfig config) -> lacking(config, tree.places(), lacks);
                });
        return violations.isEmpty() ? reading : new Reading.Invalid(violations);
    }

    private static List<Violation> lacking(
            GatewayConfig config, Locations places, Function<SecretRef, Optional<String>> lacks) {
        var violations = new ArrayList<Violation>();
        config.secrets()
                .forEach((pointer, reference) -> lacks.apply(reference)
                        .ifPresent(why -> violations.add(new Violation(pointer, why, places.of(pointer)))));
        return violations;
    }

    /// What is wrong as YAML is not said again in other words.
    private static List<Violation> both(List<Violation> yaml, List<Violation> meaning) {
        var paths = new HashSet<String>();
        yaml.forEach(one -> paths.add(one.path()));
        var all = new ArrayList<>(yaml);
        meaning.stream().filter(one -> !paths.contains(one.path())).forEach(all::add);
        return all;
    }

    private static Content content(Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                return new Content.Unreadable("is larger than %d bytes".formatted(LARGEST_BYTES));
            }
            return new Content.Text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (NoSuchFileException _) {
            return new Content.Unreadable("there is no file " + path);
        } catch (CharacterCodingException _) {
            return new Content.Unreadable("is not text in UTF-8");
        } catch (IOException e) {
            return new Content.Unreadable(
                    "cannot be read (%s)".formatted(e.getClass().getSimpleName()));
        }
    }
}
