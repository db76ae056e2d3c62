package dev.weir.adapters.sql;

import dev.weir.store.Books;
import dev.weir.store.Books.Due;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The rows of what is told once: said, and then sent.
final class SqlAlerts {

    private SqlAlerts() {}

    /// @return whether nobody has said so before
    static boolean say(Connection connection, String key, String json, long now) throws SQLException {
        try (var insert = connection.prepareStatement("insert into alert (name, body, due_at, sent)"
                + " values (?, ?, ?, 0) on conflict (name) do nothing")) {
            insert.setString(1, key);
            insert.setString(2, json);
            insert.setLong(3, now);
            return insert.executeUpdate() == 1;
        }
    }

    static boolean isSaid(Connection connection, String key) throws SQLException {
        try (var select = connection.prepareStatement("select 1 from alert where name = ?")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /// Those that are not sent, and in nobody's hands. They are in the caller's from now on.
    static List<Due> due(Connection connection, long now) throws SQLException {
        var due = new ArrayList<Due>();
        try (var update = connection.prepareStatement(
                "update alert set due_at = ? where sent = 0 and due_at <= ? returning name, body")) {
            update.setLong(1, now + Books.SENDING.toMillis());
            update.setLong(2, now);
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    due.add(new Due(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return due;
    }

    static int sent(Connection connection, String key) throws SQLException {
        try (var update = connection.prepareStatement("update alert set sent = 1 where name = ?")) {
            update.setString(1, key);
            return update.executeUpdate();
        }
    }
}
