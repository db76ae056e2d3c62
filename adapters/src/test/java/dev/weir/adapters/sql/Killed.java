package dev.weir.adapters.sql;

import dev.weir.store.Change;
import dev.weir.store.Key;
import dev.weir.store.Reply;
import dev.weir.store.Write;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A process that registers a team, or posts to the books, and dies before its n-th statement, without a word to
/// anybody.
final class Killed {

    private Killed() {}

    /// @param args where the database is, the number of the statement that never comes, and what to do
    public static void main(String[] args) {
        int last = Integer.parseInt(args[1]);
        Database database = args[0].startsWith("jdbc:")
                ? new Postgres(new Postgres.Address(args[0], "weir", ""))
                : new Sqlite(Path.of(args[0]));
        var fatal = new Fatal(database, last);
        if (args[2].equals("post")) {
            KilledTest.post(new SqlBooks(fatal));
        } else {
            register(new SqlDocumentStore(fatal));
        }
        Runtime.getRuntime().halt(0);
    }

    private static void register(SqlDocumentStore store) {
        var reply = new Reply("operator", "k", "hash", new byte[] {1}, DocumentStoreContract.NOW);
        store.commit(new Change(
                List.of(Write.create(DocumentStoreContract.RED, "1"), Write.create(new Key("client", "c"), "1")),
                List.of(DocumentStoreContract.event("one"), DocumentStoreContract.event("two")),
                Optional.of(reply),
                DocumentStoreContract.NOW,
                "operator"));
    }

    private record Fatal(Database database, int last) implements Database {
        @Override
        public <T> T read(Work<T> work) {
            return database.read(work);
        }

        @Override
        public <T> T write(Work<T> work) {
            return database.write(connection -> work.on(counting(connection)));
        }

        private Connection counting(Connection connection) {
            var count = new AtomicInteger();
            return (Connection) Proxy.newProxyInstance(
                    Killed.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                        boolean statement = method.getName().endsWith("Statement");
                        if (statement && count.incrementAndGet() == last) {
                            Runtime.getRuntime().halt(137);
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getTargetException();
                        }
                    });
        }

        @Override
        public long millis(Connection connection) throws SQLException {
            return database.millis(connection);
        }

        @Override
        public void announce(Connection connection) throws SQLException {
            database.announce(connection);
        }

        @Override
        public void onAnnounced(Runnable then) {
            database.onAnnounced(then);
        }

        @Override
        public void close() {
            database.close();
        }
    }
}
