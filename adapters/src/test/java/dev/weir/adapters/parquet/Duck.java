package dev.weir.adapters.parquet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// DuckDB, which knows nothing of who wrote the files. It sees what a reader sees who looks for `*.parquet`.
final class Duck implements AutoCloseable {

    private final Connection connection;

    Duck() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        execute("set threads = 1");
        execute("set TimeZone = 'UTC'");
    }

    static String from(Path root) {
        return "read_parquet('%s/**/*.parquet', hive_partitioning = true, union_by_name = true)".formatted(root);
    }

    List<List<@Nullable Object>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet set = statement.executeQuery(sql)) {
            var rows = new ArrayList<List<@Nullable Object>>();
            int columns = set.getMetaData().getColumnCount();
            while (set.next()) {
                var row = new ArrayList<@Nullable Object>();
                for (int i = 1; i <= columns; i++) {
                    row.add(set.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The event ids of a trail, each as often as it is there.
    List<String> ids(Path root) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            if (files.noneMatch(file -> file.toString().endsWith(".parquet"))) {
                return List.of();
            }
        }
        return rows("select event_id from %s order by 1".formatted(from(root))).stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
