package dev.weir.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the tables what this gateway wants them to be. Runs in a transaction of its own that nobody else is in.
///
/// A migration adds and never takes away or renames, so that gateways of the version before go on beside newer ones,
/// and after them.
final class Migrations {

    /// In the order in which they are run, beside this class. What was released is never changed.
    private static final List<String> ALL =
            List.of("001-documents.sql", "002-shares.sql", "003-books.sql", "004-audit.sql");

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private Migrations() {}

    static void run(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists migration (number integer primary key, name text not null,"
                    + " sha256 text not null)");
        }
        Map<Integer, String> done = done(connection);
        for (int number = 1; number <= ALL.size(); number++) {
            String name = ALL.get(number - 1);
            String text = text(name);
            String before = done.remove(number);
            if (before == null) {
                apply(connection, number, name, text);
            } else if (!before.equals(sha256(text))) {
                throw new IllegalStateException(
                        "the migration %s is not the one that the database was made with".formatted(name));
            }
        }
        if (!done.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue(
                            "newest",
                            done.keySet().stream().max(Integer::compare).orElseThrow())
                    .addKeyValue("known", ALL.size())
                    .log("the database was made by a newer gateway; what that added is not used");
        }
    }

    private static Map<Integer, String> done(Connection connection) throws SQLException {
        var done = new HashMap<Integer, String>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select number, sha256 from migration")) {
            while (rows.next()) {
                done.put(rows.getInt(1), rows.getString(2));
            }
        }
        return done;
    }

    private static void apply(Connection connection, int number, String name, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String one : text.split(";\\s*\n", -1)) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        }
        try (var insert =
                connection.prepareStatement("insert into migration (number, name, sha256) values (?, ?, ?)")) {
            insert.setInt(1, number);
            insert.setString(2, name);
            insert.setString(3, sha256(text));
            insert.executeUpdate();
        }
        LOG.atInfo().addKeyValue("migration", name).log("the database was changed");
    }

    private static String text(String name) {
        try (InputStream file = Migrations.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not beside its class");
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
