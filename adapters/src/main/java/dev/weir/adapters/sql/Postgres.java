package dev.weir.adapters.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.store.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postgresql.ds.PGSimpleDataSource;

/// PostgreSQL, for many gateways.
public final class Postgres implements Database {

    /// Where it is and who we are there.
    ///
    /// @param url as JDBC writes it
    public record Address(String url, String user, String password) {
        @Override
        public String toString() {
            return user + " at " + url;
        }
    }

    static final String CHANNEL = "weir";

    private static final int CONNECTIONS = 8;
    private static final int CONNECT_SECONDS = 3;
    private static final int SILENCE_SECONDS = 10;

    /// Whoever runs migrations holds this lock; the number has no meaning.
    private static final String MIGRATING = "select pg_advisory_xact_lock(7303780942)";

    private final HikariDataSource pool;
    private final Announcements announcements;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Postgres(Address address) {
        pool = pool(source(address));
        announcements = new Announcements(source(address), () -> listeners.forEach(Runnable::run));
        try {
            write(connection -> {
                execute(connection, MIGRATING);
                Migrations.run(connection);
                return true;
            });
        } catch (RuntimeException unusable) {
            close();
            throw unusable;
        }
        announcements.start();
    }

    private static PGSimpleDataSource source(Address address) {
        var source = new PGSimpleDataSource();
        source.setUrl(address.url());
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SILENCE_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName("weir");
        return source;
    }

    private static HikariDataSource pool(PGSimpleDataSource source) {
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_SECONDS * 1000L);
        config.setInitializationFailTimeout(-1); // the first to ask is told
        config.setPoolName("postgres");
        return new HikariDataSource(config);
    }

    @Override
    public <T> T read(Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        } catch (SQLException failure) {
            throw unavailable(failure);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw unavailable(failure);
        }
    }

    @Override
    public long millis(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void announce(Connection connection) throws SQLException {
        execute(connection, "notify " + CHANNEL);
    }

    @Override
    public void onAnnounced(Runnable then) {
        listeners.add(then);
    }

    @Override
    public void close() {
        announcements.close();
        pool.close();
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static StoreUnavailable unavailable(SQLException failure) {
        return new StoreUnavailable("the database did not do it: " + failure.getMessage(), failure);
    }
}
