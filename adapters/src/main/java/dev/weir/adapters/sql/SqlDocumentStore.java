package dev.weir.adapters.sql;

import dev.weir.store.Change;
import dev.weir.store.Contents;
import dev.weir.store.Document;
import dev.weir.store.Document.Content;
import dev.weir.store.DocumentStore;
import dev.weir.store.Event;
import dev.weir.store.Key;
import dev.weir.store.Reply;
import dev.weir.store.Write;
import dev.weir.store.Write.Expected;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Documents in a SQL database.
///
/// Whoever changes something first counts the change, which locks the counter until the end of the transaction: changes
/// happen one after the other, and what is checked stays true until it is written.
public final class SqlDocumentStore implements DocumentStore {

    private static final String DOCUMENT = "select kind, id, version, body, changed_at, changed_by from ";

    /// Ends a transaction that is not to be.
    private static final class NotWritten extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Commit instead;

        NotWritten(Commit instead) {
            super("not written", null, false, false);
            this.instead = instead;
        }
    }

    private final Database database;

    public SqlDocumentStore(Database database) {
        this.database = database;
    }

    @Override
    public Commit commit(Change change) {
        try {
            return database.write(connection -> written(connection, change));
        } catch (NotWritten notWritten) {
            return notWritten.instead;
        }
    }

    private Commit written(Connection connection, Change change) throws SQLException {
        count(connection, "change", change.writes().isEmpty() ? 0 : 1);
        if (change.reply().isPresent()) {
            Reply reply = change.reply().get();
            Optional<Reply> before = reply(connection, reply.caller(), reply.name());
            if (before.isPresent()) {
                throw new NotWritten(new Commit.Repeated(before.get()));
            }
            insert(connection, reply);
        }
        var documents = new ArrayList<Document>();
        for (Write write : change.writes()) {
            documents.add(put(connection, write, change));
        }
        for (Event event : change.events()) {
            insert(connection, count(connection, "outbox", 1), event);
        }
        if (!documents.isEmpty()) {
            database.announce(connection);
        }
        return new Commit.Done(documents);
    }

    private static long count(Connection connection, String name, long more) throws SQLException {
        try (var update =
                connection.prepareStatement("update counter set value = value + ? where name = ? returning value")) {
            update.setLong(1, more);
            update.setString(2, name);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static Document put(Connection connection, Write write, Change change) throws SQLException {
        Key key = write.key();
        Optional<Document> before = latest(connection, key);
        long found = before.filter(document -> !document.deleted())
                .map(Document::version)
                .orElse(0L);
        long wanted = switch (write.expected()) {
            case Expected.Absent() -> 0;
            case Expected.Version(long number) -> number;
        };
        if (found != wanted) {
            throw new NotWritten(new Commit.Stale(key, found));
        }
        long version = before.map(Document::version).orElse(0L) + 1;
        var next = new Document(key, version, write.content(), change.at(), change.by());
        String newest = before.isEmpty()
                ? "insert into document (version, body, changed_at, changed_by, kind, id) values (?, ?, ?, ?, ?, ?)"
                : "update document set version = ?, body = ?, changed_at = ?, changed_by = ? where kind = ? and id = ?";
        set(connection, newest, next);
        set(
                connection,
                "insert into document_version (version, body, changed_at, changed_by, kind, id) values (?, ?, ?, ?, ?, ?)",
                next);
        return next;
    }

    private static void set(Connection connection, String sql, Document document) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, document.version());
            switch (document.content()) {
                case Content.Json(String text) -> statement.setString(2, text);
                case Content.Nothing() -> statement.setNull(2, Types.VARCHAR);
            }
            statement.setLong(3, document.at().toEpochMilli());
            statement.setString(4, document.by());
            statement.setString(5, document.key().kind());
            statement.setString(6, document.key().id());
            statement.executeUpdate();
        }
    }

    private static Optional<Document> latest(Connection connection, Key key) throws SQLException {
        try (var select = connection.prepareStatement(DOCUMENT + "document where kind = ? and id = ?")) {
            select.setString(1, key.kind());
            select.setString(2, key.id());
            return documents(select).stream().findFirst();
        }
    }

    private static List<Document> documents(PreparedStatement select) throws SQLException {
        var documents = new ArrayList<Document>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String body = rows.getString(4);
                documents.add(new Document(
                        new Key(rows.getString(1), rows.getString(2)),
                        rows.getLong(3),
                        body == null ? new Content.Nothing() : new Content.Json(body),
                        Instant.ofEpochMilli(rows.getLong(5)),
                        rows.getString(6)));
            }
        }
        return documents;
    }

    private static void insert(Connection connection, Reply reply) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into reply (caller, name, request, answer, answered_at) values (?, ?, ?, ?, ?)")) {
            insert.setString(1, reply.caller());
            insert.setString(2, reply.name());
            insert.setString(3, reply.request());
            insert.setString(4, Base64.getEncoder().encodeToString(reply.answer()));
            insert.setLong(5, reply.at().toEpochMilli());
            insert.executeUpdate();
        }
    }

    private static void insert(Connection connection, long number, Event event) throws SQLException {
        try (var insert =
                connection.prepareStatement("insert into outbox (number, id, happened_at, body) values (?, ?, ?, ?)")) {
            insert.setLong(1, number);
            insert.setString(2, event.id());
            insert.setLong(3, event.at().toEpochMilli());
            insert.setString(4, event.json());
            insert.executeUpdate();
        }
    }

    @Override
    public Optional<Document> read(Key key) {
        return database.read(connection -> latest(connection, key)).filter(document -> !document.deleted());
    }

    @Override
    public List<Document> list(String kind, String after, int most) {
        return database.read(connection -> {
            try (var select = connection.prepareStatement(
                    DOCUMENT + "document where kind = ? and id > ? and body is not null order by id limit ?")) {
                select.setString(1, kind);
                select.setString(2, after);
                select.setInt(3, most);
                return documents(select);
            }
        });
    }

    @Override
    public List<Document> history(Key key, int most) {
        return database.read(connection -> {
            try (var select = connection.prepareStatement(
                    DOCUMENT + "document_version where kind = ? and id = ? order by version desc limit ?")) {
                select.setString(1, key.kind());
                select.setString(2, key.id());
                select.setInt(3, most);
                return documents(select);
            }
        });
    }

    @Override
    public Optional<Reply> reply(String caller, String name) {
        return database.read(connection -> reply(connection, caller, name));
    }

    private static Optional<Reply> reply(Connection connection, String caller, String name) throws SQLException {
        try (var select = connection.prepareStatement(
                "select request, answer, answered_at from reply where caller = ? and name = ?")) {
            select.setString(1, caller);
            select.setString(2, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Reply(
                                caller,
                                name,
                                row.getString(1),
                                Base64.getDecoder().decode(row.getString(2)),
                                Instant.ofEpochMilli(row.getLong(3))))
                        : Optional.empty();
            }
        }
    }

    /// The sequence comes first: whoever changes something in between is seen again by the next look at it.
    @Override
    public Contents contents() {
        return database.read(connection -> {
            long sequence = sequence(connection);
            try (var select =
                    connection.prepareStatement(DOCUMENT + "document where body is not null order by kind, id")) {
                return new Contents(sequence, documents(select));
            }
        });
    }

    @Override
    public long sequence() {
        return database.read(SqlDocumentStore::sequence);
    }

    private static long sequence(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement("select value from counter where name = 'change'");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public List<Numbered> outbox(long after, int most) {
        return database.read(connection -> {
            try (var select = connection.prepareStatement(
                    "select number, id, happened_at, body from outbox where number > ? order by number limit ?")) {
                select.setLong(1, after);
                select.setInt(2, most);
                var events = new ArrayList<Numbered>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        events.add(new Numbered(
                                rows.getLong(1),
                                new Event(
                                        rows.getString(2), Instant.ofEpochMilli(rows.getLong(3)), rows.getString(4))));
                    }
                }
                return events;
            }
        });
    }

    @Override
    public void forgetEvents(long upTo) {
        database.write(connection -> {
            try (var delete = connection.prepareStatement("delete from outbox where number <= ?")) {
                delete.setLong(1, upTo);
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void forgetReplies(Instant before) {
        database.write(connection -> {
            try (var delete = connection.prepareStatement("delete from reply where answered_at < ?")) {
                delete.setLong(1, before.toEpochMilli());
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void onChange(Runnable then) {
        database.onAnnounced(then);
    }
}
