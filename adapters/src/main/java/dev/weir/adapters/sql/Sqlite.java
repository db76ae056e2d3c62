package dev.weir.adapters.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.store.StoreUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/// SQLite in a file of the data folder, for gateways on one machine.
///
/// One thread writes, and makes one transaction of all that waits for it: a commit costs the same for one as for a
/// hundred. Readers have connections of their own and are never in its way (WAL).
public final class Sqlite implements Database {

    private static final int MOST_TOGETHER = 200;
    private static final int READERS = 4;
    private static final int BUSY_MILLIS = 5_000;

    /// One that waits for the writer.
    private record Waiting<T>(Work<T> work, CompletableFuture<T> result) {}

    /// What has been done in a transaction that is not committed yet.
    private record Open(Runnable completed, CompletableFuture<?> result) {}

    private final SQLiteDataSource source;
    private final HikariDataSource readers;
    private final BlockingQueue<Waiting<?>> queue = new LinkedBlockingQueue<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread writer;
    private boolean announced;
    private volatile boolean closed;

    /// @param folder is made if it is not there, for nobody but its owner
    public Sqlite(Path folder) {
        made(folder);
        source = source(folder.resolve("weir.db"));
        Connection first = connected();
        readers = readers(source);
        writer = Thread.ofPlatform().name("sqlite").daemon().start(() -> run(first));
        try {
            write(connection -> {
                Migrations.run(connection);
                return true;
            });
        } catch (RuntimeException unusable) {
            close();
            throw unusable;
        }
    }

    private static void made(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the folder %s cannot be made (%s); store.folder names another".formatted(folder, e.getMessage()),
                    e);
        }
    }

    private static SQLiteDataSource source(Path file) {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static HikariDataSource readers(SQLiteDataSource source) {
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(BUSY_MILLIS);
        config.setPoolName("sqlite");
        return new HikariDataSource(config);
    }

    private Connection connected() {
        try {
            return source.getConnection();
        } catch (SQLException failure) {
            throw new StoreUnavailable("the database cannot be opened: " + failure.getMessage(), failure);
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        try (Connection connection = readers.getConnection()) {
            return work.on(connection);
        } catch (SQLException failure) {
            throw new StoreUnavailable("the database could not be read: " + failure.getMessage(), failure);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        if (closed) {
            throw new StoreUnavailable("the database is closed", new IllegalStateException("closed"));
        }
        var waiting = new Waiting<>(work, new CompletableFuture<T>());
        queue.add(waiting);
        try {
            return waiting.result().join();
        } catch (CompletionException wrapped) {
            throw switch (wrapped.getCause()) {
                case SQLException failure ->
                    new StoreUnavailable("the database could not be written: " + failure.getMessage(), failure);
                case RuntimeException failure -> failure;
                case null, default -> wrapped;
            };
        }
    }

    private void run(Connection connection) {
        try (connection) {
            while (!closed || !queue.isEmpty()) {
                var together = new ArrayList<Waiting<?>>();
                together.add(queue.take());
                queue.drainTo(together, MOST_TOGETHER - 1);
                together(connection, together);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (SQLException notClosed) {
            throw new IllegalStateException("the database could not be closed", notClosed);
        }
    }

    private void together(Connection connection, List<Waiting<?>> all) {
        var open = new ArrayList<Open>();
        announced = false;
        try {
            execute(connection, "begin immediate");
            for (Waiting<?> one : all) {
                attempt(connection, one, open);
            }
            execute(connection, "commit");
        } catch (SQLException failure) {
            rollback(connection);
            all.forEach(one -> one.result().completeExceptionally(failure));
            return;
        }
        open.forEach(one -> one.completed().run());
        if (announced) {
            listeners.forEach(Runnable::run);
        }
    }

    /// What one does wrong leaves nothing behind, and the others stand.
    private static <T> void attempt(Connection connection, Waiting<T> one, List<Open> open) throws SQLException {
        execute(connection, "savepoint one");
        try {
            T result = one.work().on(connection);
            open.add(new Open(() -> one.result().complete(result), one.result()));
        } catch (SQLException | RuntimeException failure) {
            execute(connection, "rollback to one");
            open.add(new Open(() -> one.result().completeExceptionally(failure), one.result()));
        }
        execute(connection, "release one");
    }

    private static void rollback(Connection connection) {
        try {
            execute(connection, "rollback");
        } catch (SQLException _) {
            // There was no transaction to end; why is told to those who waited for it.
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public long millis(Connection connection) {
        return System.currentTimeMillis();
    }

    @Override
    public void announce(Connection connection) {
        announced = true;
    }

    @Override
    public void onAnnounced(Runnable then) {
        listeners.add(then);
    }

    @Override
    public void close() {
        closed = true;
        queue.add(new Waiting<>(_ -> true, new CompletableFuture<>())); // wakes the writer
        try {
            writer.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        readers.close();
    }
}
