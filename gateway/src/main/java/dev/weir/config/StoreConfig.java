package dev.weir.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Where that is kept which administrators change while the gateway runs.
public sealed interface StoreConfig {

    /// Nowhere: it is gone when the process ends.
    record Memory() implements StoreConfig {}

    /// In a folder of this machine.
    ///
    /// @param folder by default `data` beside the configuration
    /// @param key what secrets are hashed with; by default one that is made in the folder
    record Sqlite(Optional<Path> folder, Optional<SecretRef> key) implements StoreConfig {}

    /// In a database that many gateways share.
    ///
    /// @param key what secrets are hashed with, the same for all of them
    record Postgresql(String url, String user, Optional<SecretRef> password, SecretRef key) implements StoreConfig {}

    /// The words for them.
    enum Kind {
        SQLITE,
        POSTGRESQL,
        MEMORY
    }

    /// An address as JDBC writes it. It holds no password, and no message repeats one that does.
    Value<String> URL = Value.text(
                    "an address such as jdbc:postgresql://db.internal:5432/weir, without a password",
                    "jdbc:postgresql://invalid/invalid",
                    text -> text.startsWith("jdbc:postgresql://")
                                    && text.indexOf('@') < 0
                                    && !text.toLowerCase(Locale.ROOT).contains("password")
                            ? Optional.of(text)
                            : Optional.<String>empty())
            .unmentioned();

    static StoreConfig read(Section store) {
        Kind kind = store.value("kind", Values.oneOf(Kind.class), Kind.SQLITE);
        Optional<Path> folder = store.value("folder", Values.FILE);
        Optional<String> url = store.value("url", URL);
        Optional<String> user = store.value("user", Values.TEXT);
        Optional<SecretRef> password = store.value("password", Values.SECRET);
        Optional<SecretRef> key = store.value("key", Values.SECRET);
        boolean shared = kind == Kind.POSTGRESQL;
        store.at("folder")
                .require(
                        folder.isEmpty() || kind == Kind.SQLITE,
                        "is there, and only kind: sqlite keeps things in a folder");
        store.at("url")
                .require(
                        url.isPresent() == shared,
                        shared ? "is missing, wanted %s" : "is there, but not kind: postgresql%s",
                        shared ? URL.wanted() : "");
        store.at("user")
                .require(
                        user.isPresent() == shared,
                        shared ? "is missing, wanted the user of the database" : "is there, but not kind: postgresql");
        store.at("password").require(password.isEmpty() || shared, "is there, but not kind: postgresql");
        store.at("key")
                .require(
                        key.isPresent() || !shared,
                        "is missing, wanted a reference to 32 bytes or more that all gateways have: secrets are hashed with it");
        return switch (kind) {
            case MEMORY -> new Memory();
            case SQLITE -> new Sqlite(folder, key);
            case POSTGRESQL ->
                new Postgresql(
                        url.orElse(""), user.orElse(""), password, key.orElse(new SecretRef.Environment("NONE")));
        };
    }
}
