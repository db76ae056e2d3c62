package dev.weir.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.audit.AuditJson;
import dev.weir.audit.AuditSchema;
import dev.weir.audit.WellFormed;
import dev.weir.call.AuditRecord;
import dev.weir.store.AuditIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The last part of the audit trail in a SQL database. Several gateways may fill it.
public final class SqlAuditIndex implements AuditIndex {

    private static final int FORGOTTEN_AT_ONCE = 5_000;

    private final Database database;
    private final String name;

    public SqlAuditIndex(Database database) {
        this.database = database;
        this.name = database.write(SqlAuditIndex::named);
    }

    private static String named(Connection connection) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into store_name (name) select ? where not exists (select 1 from store_name)")) {
            insert.setString(1, UUID.randomUUID().toString());
            insert.executeUpdate();
        }
        try (var select = connection.prepareStatement("select min(name) from store_name");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long position(String source) {
        return database.read(connection -> position(connection, source));
    }

    private static long position(Connection connection, String source) throws SQLException {
        try (var select = connection.prepareStatement("select position from audit_source where name = ?")) {
            select.setString(1, source);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    @Override
    public void add(Batch batch) {
        database.write(connection -> {
            advance(connection, batch);
            insert(connection, batch.records());
            return true;
        });
    }

    /// Also locks the source's row until the transaction ends.
    private static void advance(Connection connection, Batch batch) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into audit_source (name, position) values (?, 0) on conflict (name) do nothing")) {
            insert.setString(1, batch.source());
            insert.executeUpdate();
        }
        try (var update =
                connection.prepareStatement("update audit_source set position = ? where name = ? and position = ?")) {
            update.setLong(1, batch.upTo());
            update.setString(2, batch.source());
            update.setLong(3, batch.after());
            if (update.executeUpdate() == 0) {
                throw new IllegalArgumentException("%s is taken over to %d, and the batch begins at %d"
                        .formatted(batch.source(), position(connection, batch.source()), batch.after()));
            }
        }
    }

    private static void insert(Connection connection, List<AuditRecord> records) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into audit_record (id, happened_at, kind, team, actor, action, session, decision, body)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing")) {
            for (AuditRecord record : records) {
                insert.setString(1, storable(record.id()));
                insert.setLong(2, micros(record.at()));
                insert.setString(3, AuditSchema.word(record.kind()));
                insert.setString(4, storable(record.who().team()));
                insert.setString(5, storable(record.who().actor()));
                insert.setString(6, storable(record.what().action()));
                insert.setString(7, storable(record.who().session()));
                insert.setString(8, decision(record.end().allowed()));
                insert.setString(9, new String(AuditJson.of(record), UTF_8));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /// PostgreSQL takes no NUL.
    private static String storable(String text) {
        return WellFormed.of(text).replace('\0', '\uFFFD');
    }

    private static String decision(boolean allowed) {
        return allowed ? "allow" : "deny";
    }

    /// Of what is further away than anything that ever happens, the furthest.
    private static long micros(Instant at) {
        if (at.isAfter(Place.FIRST.at())) {
            return micros(Place.FIRST.at());
        }
        return at.isBefore(Instant.EPOCH) ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    @Override
    public List<AuditRecord> find(Question question, Place after, int most) {
        var sql = new StringBuilder("select body from audit_record where happened_at >= ? and happened_at < ?"
                + " and (happened_at < ? or (happened_at = ? and id < ?))");
        var values = new ArrayList<Object>(List.of(
                micros(question.from()),
                micros(question.to()),
                micros(after.at()),
                micros(after.at()),
                storable(after.id())));
        only("team", question.team(), sql, values);
        only("actor", question.actor(), sql, values);
        only("action", question.action(), sql, values);
        only("session", question.session(), sql, values);
        among("kind", question.kinds().stream().map(AuditSchema::word).toList(), sql, values);
        among(
                "decision",
                question.decisions().stream().map(SqlAuditIndex::decision).toList(),
                sql,
                values);
        sql.append(" order by happened_at desc, id desc limit ?");
        values.add(most);
        return database.read(connection -> {
            try (var select = connection.prepareStatement(sql.toString())) {
                for (int i = 0; i < values.size(); i++) {
                    select.setObject(i + 1, values.get(i));
                }
                return records(select);
            }
        });
    }

    private static void only(String column, String value, StringBuilder sql, List<Object> values) {
        if (!value.isEmpty()) {
            sql.append(" and ").append(column).append(" = ?");
            values.add(storable(value));
        }
    }

    private static void among(String column, List<String> words, StringBuilder sql, List<Object> values) {
        if (!words.isEmpty()) {
            sql.append(" and ")
                    .append(column)
                    .append(" in (?")
                    .append(", ?".repeat(words.size() - 1))
                    .append(')');
            values.addAll(words);
        }
    }

    private static List<AuditRecord> records(PreparedStatement select) throws SQLException {
        var records = new ArrayList<AuditRecord>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                records.add(AuditJson.read(rows.getString(1).getBytes(UTF_8)));
            }
        }
        return records;
    }

    /// In pieces, so that nobody who writes waits long.
    @Override
    public void tend(Instant now) {
        long oldest = micros(now.minus(KEPT));
        int deleted = FORGOTTEN_AT_ONCE;
        while (deleted == FORGOTTEN_AT_ONCE) {
            deleted = database.write(connection -> {
                try (var delete = connection.prepareStatement("delete from audit_record where id in"
                        + " (select id from audit_record where happened_at < ? order by happened_at limit ?)")) {
                    delete.setLong(1, oldest);
                    delete.setInt(2, FORGOTTEN_AT_ONCE);
                    return delete.executeUpdate();
                }
            });
        }
    }

    @Override
    public void close() {}
}
