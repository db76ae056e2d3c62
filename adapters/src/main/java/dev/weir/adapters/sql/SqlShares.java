package dev.weir.adapters.sql;

import dev.weir.store.RateLimiter.Bucket;
import dev.weir.store.RateLimiter.Bucket.Flow;
import dev.weir.store.RateLimiter.Bucket.Slots;
import dev.weir.store.RateLimiter.Bucket.Total;
import dev.weir.store.Shares;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Shares in a SQL database. Each bucket is a row, locked while somebody takes from it; the clock is the database's, so
/// it does not matter what gateways think the time is.
public final class SqlShares implements Shares {

    /// Of one unit, so that what flows in during a millisecond is not lost.
    private static final long MILLIONTHS = 1_000_000;

    private static final long MINUTE_MILLIS = 60_000;

    /// Under this bucket gateways say that they live.
    private static final String ALIVE = "";

    private final Database database;

    public SqlShares(Database database) {
        this.database = database;
    }

    @Override
    public Grant draw(Bucket bucket, String gateway, long need, long ahead) {
        return database.write(connection -> switch (bucket) {
            case Flow flow -> flow(connection, flow, need, ahead);
            case Total total -> total(connection, total, need, ahead);
            case Slots slots -> slots(connection, slots, gateway, need, ahead);
        });
    }

    private Grant flow(Connection connection, Flow flow, long need, long ahead) throws SQLException {
        long now = database.millis(connection);
        long level = filled(flow, row(connection, flow.name(), flow.burst() * MILLIONTHS, now), now);
        long wanted = Math.min(need, flow.burst()) * MILLIONTHS;
        if (level < wanted) {
            double millis = (double) (wanted - level) / MILLIONTHS * MINUTE_MILLIS / flow.perMinute();
            return new Grant(0, left(level), Optional.of(Duration.ofMillis((long) Math.ceil(millis))));
        }
        long amount = need + Math.clamp(left(level - wanted), 0, ahead);
        write(connection, flow.name(), level - amount * MILLIONTHS, now);
        return new Grant(amount, left(level - amount * MILLIONTHS), Optional.empty());
    }

    private Grant total(Connection connection, Total total, long need, long ahead) throws SQLException {
        long now = database.millis(connection);
        long used = row(connection, total.name(), 0, now).level();
        if (used + Math.min(need, total.most()) > total.most()) {
            return new Grant(0, Math.max(0, total.most() - used), Optional.empty());
        }
        long amount = need + Math.clamp(total.most() - used - need, 0, ahead);
        write(connection, total.name(), used + amount, now);
        return new Grant(amount, Math.max(0, total.most() - used - amount), Optional.empty());
    }

    private Grant slots(Connection connection, Slots slots, String gateway, long need, long ahead) throws SQLException {
        long now = database.millis(connection);
        row(connection, slots.name(), 0, now); // the lock of this bucket
        long held = sum(connection, slots.name(), now);
        long free = slots.most() - held;
        if (free < need) {
            return new Grant(0, Math.max(0, free), Optional.empty());
        }
        long amount = Math.min(free, need + ahead);
        try (var upsert = connection.prepareStatement(
                "insert into lease (bucket, holder, amount, ends_at) values (?, ?, ?, ?)"
                        + " on conflict (bucket, holder) do update set amount ="
                        + " case when lease.ends_at > ? then lease.amount else 0 end + excluded.amount, ends_at = excluded.ends_at")) {
            upsert.setString(1, slots.name());
            upsert.setString(2, gateway);
            upsert.setLong(3, amount);
            upsert.setLong(4, now + LIFE.toMillis());
            upsert.setLong(5, now);
            upsert.executeUpdate();
        }
        return new Grant(amount, free - amount, Optional.empty());
    }

    @Override
    public void give(Bucket bucket, long amount) {
        database.write(connection -> {
            long now = database.millis(connection);
            switch (bucket) {
                case Flow flow -> {
                    long level = filled(flow, row(connection, flow.name(), flow.burst() * MILLIONTHS, now), now);
                    write(
                            connection,
                            flow.name(),
                            Math.min(flow.burst() * MILLIONTHS, level + amount * MILLIONTHS),
                            now);
                }
                case Total total ->
                    write(
                            connection,
                            total.name(),
                            Math.max(0, row(connection, total.name(), 0, now).level() - amount),
                            now);
                case Slots _ -> {}
            }
            return true;
        });
    }

    @Override
    public int renew(String gateway, Map<Slots, Long> held) {
        return database.write(connection -> {
            long now = database.millis(connection);
            hold(connection, ALIVE, gateway, 1, now);
            for (Map.Entry<Slots, Long> one : held.entrySet()) {
                row(connection, one.getKey().name(), 0, now);
                hold(connection, one.getKey().name(), gateway, one.getValue(), now);
            }
            try (var delete = connection.prepareStatement("delete from lease where ends_at <= ?")) {
                delete.setLong(1, now);
                delete.executeUpdate();
            }
            return Math.toIntExact(Math.max(1, sum(connection, ALIVE, now)));
        });
    }

    private static void hold(Connection connection, String bucket, String gateway, long amount, long now)
            throws SQLException {
        try (var upsert = connection.prepareStatement(
                "insert into lease (bucket, holder, amount, ends_at) values (?, ?, ?, ?)"
                        + " on conflict (bucket, holder) do update set amount = excluded.amount, ends_at = excluded.ends_at")) {
            upsert.setString(1, bucket);
            upsert.setString(2, gateway);
            upsert.setLong(3, amount);
            upsert.setLong(4, now + LIFE.toMillis());
            upsert.executeUpdate();
        }
    }

    private static long sum(Connection connection, String bucket, long now) throws SQLException {
        try (var select = connection.prepareStatement(
                "select coalesce(sum(amount), 0) from lease where bucket = ? and ends_at > ?")) {
            select.setString(1, bucket);
            select.setLong(2, now);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /// What is kept of a bucket.
    private record Row(long level, long filledAt) {}

    /// The row of a bucket, locked until the transaction ends; made if there is none.
    private static Row row(Connection connection, String bucket, long full, long now) throws SQLException {
        try (var upsert = connection.prepareStatement("insert into share (bucket, level, filled_at) values (?, ?, ?)"
                + " on conflict (bucket) do update set filled_at = share.filled_at returning level, filled_at")) {
            upsert.setString(1, bucket);
            upsert.setLong(2, full);
            upsert.setLong(3, now);
            try (ResultSet row = upsert.executeQuery()) {
                row.next();
                return new Row(row.getLong(1), row.getLong(2));
            }
        }
    }

    private static void write(Connection connection, String bucket, long level, long now) throws SQLException {
        try (var update = connection.prepareStatement("update share set level = ?, filled_at = ? where bucket = ?")) {
            update.setLong(1, level);
            update.setLong(2, now);
            update.setString(3, bucket);
            update.executeUpdate();
        }
    }

    /// What is in a flow at a time, in millionths. A clock that was put back fills nothing.
    private static long filled(Flow flow, Row row, long now) {
        double came = (double) Math.max(0, now - row.filledAt()) * flow.perMinute() / MINUTE_MILLIS * MILLIONTHS;
        return (long) Math.min((double) flow.burst() * MILLIONTHS, row.level() + came);
    }

    private static long left(long level) {
        return Math.max(0, Math.floorDiv(level, MILLIONTHS));
    }
}
