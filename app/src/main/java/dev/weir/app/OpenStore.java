package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.adapters.sql.Database;
import dev.weir.adapters.sql.Postgres;
import dev.weir.adapters.sql.SqlDocumentStore;
import dev.weir.adapters.sql.Sqlite;
import dev.weir.config.SecretRef;
import dev.weir.config.StoreConfig;
import dev.weir.identity.Clients;
import dev.weir.store.DocumentStore;
import dev.weir.store.MemoryDocumentStore;
import dev.weir.store.Secret;
import dev.weir.store.SecretStore;
import dev.weir.store.StoreUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/// The store that the configuration names, open.
///
/// @param key what secrets are hashed and replies are encrypted with
/// @param database where there is one
/// @param data the folder for what belongs to this machine
record OpenStore(DocumentStore documents, byte[] key, Optional<Database> database, Path data) {

    private static final int LEAST_KEY = 32;

    /// @param beside the folder of the configuration
    static OpenStore of(StoreConfig config, SecretStore secrets, Path beside) {
        try {
            return switch (config) {
                case StoreConfig.Memory() ->
                    new OpenStore(new MemoryDocumentStore(), random(), Optional.empty(), beside.resolve("data"));
                case StoreConfig.Sqlite(var folder, var reference) -> {
                    Path data = folder.orElseGet(() -> beside.resolve("data"));
                    var sqlite = new Sqlite(data);
                    yield new OpenStore(
                            new SqlDocumentStore(sqlite),
                            reference.map(one -> key(secrets, one)).orElseGet(() -> made(data.resolve("store.key"))),
                            Optional.of(sqlite),
                            data);
                }
                case StoreConfig.Postgresql shared -> {
                    byte[] key = key(secrets, shared.key());
                    String password =
                            shared.password().map(one -> secret(secrets, one)).orElse("");
                    var postgres = new Postgres(new Postgres.Address(shared.url(), shared.user(), password));
                    yield new OpenStore(
                            new SqlDocumentStore(postgres), key, Optional.of(postgres), beside.resolve("data"));
                }
            };
        } catch (StoreUnavailable | UncheckedIOException failure) {
            throw new Unusable("/store: " + failure.getMessage(), failure);
        }
    }

    Clients.Hasher hasher() {
        return new Clients.Hasher(key);
    }

    void close() {
        database.ifPresent(Database::close);
    }

    private static byte[] key(SecretStore secrets, SecretRef reference) {
        byte[] key = secret(secrets, reference).getBytes(UTF_8);
        if (key.length < LEAST_KEY) {
            throw new Unusable(
                    "/store/key: %s holds %d bytes, wanted %d or more".formatted(reference, key.length, LEAST_KEY),
                    new IllegalArgumentException(reference.toString()));
        }
        return key;
    }

    private static String secret(SecretStore secrets, SecretRef reference) {
        return switch (secrets.read(reference)) {
            case SecretStore.Answer.Found(Secret secret) -> secret.reveal();
            case SecretStore.Answer.Missing(String why) -> throw new IllegalArgumentException(why);
        };
    }

    private static byte[] random() {
        var bytes = new byte[LEAST_KEY];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /// The key in a file that only its owner reads, made when there is none. Of two that make it at once, one wins.
    private static byte[] made(Path file) {
        try {
            if (!Files.exists(file)) {
                Path fresh = Files.createTempFile(
                        file.getParent(),
                        "key",
                        "",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(fresh, HexFormat.of().formatHex(random()));
                try {
                    Files.createLink(file, fresh);
                } catch (FileAlreadyExistsException _) {
                    // Another gateway on this folder was first.
                }
                Files.delete(fresh);
            }
            return Files.readString(file).strip().getBytes(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the key %s cannot be made or read (%s)".formatted(file, e.getMessage()), e);
        }
    }
}
