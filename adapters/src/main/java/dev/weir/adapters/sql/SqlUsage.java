package dev.weir.adapters.sql;

import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Posting.Line;
import dev.weir.store.Tally;
import dev.weir.store.UsageKey;
import dev.weir.store.UsageQuery;
import dev.weir.store.UsageQuery.Dimension;
import dev.weir.store.Used;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rows of the usage: one for each [UsageKey], added to by each posting.
final class SqlUsage {

    private static final List<String> COUNTS = List.of(
            "requests",
            "failed",
            "fresh",
            "cache_read",
            "cache_write",
            "output",
            "reasoning",
            "cost",
            "delivered",
            "savings",
            "estimated",
            "unpriced");

    private static final String ADD = "insert into used (%s, %s) values (%s) on conflict (%s) do update set %s"
            .formatted(
                    keys(),
                    String.join(", ", COUNTS),
                    Stream.generate(() -> "?")
                            .limit(Dimension.values().length + COUNTS.size())
                            .collect(Collectors.joining(", ")),
                    keys(),
                    COUNTS.stream()
                            .map(count -> "%1$s = used.%1$s + excluded.%1$s".formatted(count))
                            .collect(Collectors.joining(", ")));

    /// All who add to rows do so in this order, so that no two wait for each other.
    private static final Comparator<UsageKey> ORDER = Stream.of(Dimension.values())
            .map(dimension -> Comparator.comparing((UsageKey key) -> key.of(dimension)))
            .reduce(Comparator::thenComparing)
            .orElseThrow();

    private SqlUsage() {}

    static void add(Connection connection, Stream<Line> lines) throws SQLException {
        var rows = new TreeMap<UsageKey, Tally>(ORDER);
        lines.forEach(line -> rows.merge(line.key(), line.tally(), Tally::plus));
        try (var upsert = connection.prepareStatement(ADD)) {
            for (Map.Entry<UsageKey, Tally> row : rows.entrySet()) {
                int at = 1;
                for (Dimension dimension : Dimension.values()) {
                    upsert.setString(at++, row.getKey().of(dimension));
                }
                for (long count : counts(row.getValue())) {
                    upsert.setLong(at++, count);
                }
                upsert.executeUpdate();
            }
        }
    }

    /// What was used of an account before it was opened. Sessions are not told apart in the usage.
    static long opening(Connection connection, Account account) throws SQLException {
        Opening opening = account.opening();
        if (opening.dimension().equals("session")) {
            return 0;
        }
        String holder = column(Dimension.valueOf(opening.dimension().toUpperCase(Locale.ROOT)));
        String counted = switch (account.unit()) {
            case NANO_USD -> "cost";
            case TOKENS -> "fresh + cache_read + cache_write + output";
        };
        long sum = 0;
        try (var select =
                connection.prepareStatement("select model, sum(%s) from used where %s = ? and day >= ? group by model"
                        .formatted(counted, holder))) {
            select.setString(1, opening.holder());
            select.setString(2, opening.from().toString());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sum += opening.covers(rows.getString(1)) ? rows.getLong(2) : 0;
                }
            }
        }
        return sum;
    }

    static List<Used> asked(Connection connection, UsageQuery query) throws SQLException {
        String columns = query.by().stream().map(SqlUsage::column).distinct().collect(Collectors.joining(", "));
        String sums = COUNTS.stream()
                .map(count -> "coalesce(sum(%s), 0)".formatted(count))
                .collect(Collectors.joining(", "));
        List<Dimension> only = List.copyOf(query.only().keySet());
        String conditions = only.stream()
                .map(dimension -> " and %s = ?".formatted(column(dimension)))
                .collect(Collectors.joining());
        String sql = columns.isEmpty()
                ? "select %s from used where day >= ? and day <= ?%s having count(*) > 0".formatted(sums, conditions)
                : "select %s, %s from used where day >= ? and day <= ?%s group by %s"
                        .formatted(sums, columns, conditions, columns);
        try (var select = connection.prepareStatement(sql)) {
            select.setString(1, query.from().toString());
            select.setString(2, query.to().toString());
            for (int i = 0; i < only.size(); i++) {
                select.setString(3 + i, query.only().get(only.get(i)));
            }
            return rows(select, query);
        }
    }

    private static List<Used> rows(PreparedStatement select, UsageQuery query) throws SQLException {
        var used = new ArrayList<Used>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                var by = new EnumMap<Dimension, String>(Dimension.class);
                for (Dimension dimension : query.by()) {
                    by.put(dimension, rows.getString(column(dimension)));
                }
                used.add(new Used(by, tally(rows)));
            }
        }
        used.sort(query.order());
        return used;
    }

    private static List<Long> counts(Tally tally) {
        return List.of(
                tally.requests(),
                tally.failed(),
                tally.fresh(),
                tally.cacheRead(),
                tally.cacheWrite(),
                tally.output(),
                tally.reasoning(),
                tally.cost(),
                tally.delivered(),
                tally.savings(),
                tally.estimated(),
                tally.unpriced());
    }

    private static Tally tally(ResultSet row) throws SQLException {
        return new Tally(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12));
    }

    private static String keys() {
        return Stream.of(Dimension.values()).map(SqlUsage::column).collect(Collectors.joining(", "));
    }

    private static String column(Dimension dimension) {
        return switch (dimension) {
            case DAY -> "day";
            case TEAM -> "team";
            case CLIENT -> "client";
            case USER -> "person";
            case PROJECT -> "project";
            case COST_CENTER -> "cost_center";
            case PROVIDER -> "provider";
            case MODEL -> "model";
        };
    }
}
