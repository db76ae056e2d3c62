package dev.weir.adapters.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/// A database with the clock of a test.
record Clocked(Database database, LongSupplier millis) implements Database {

    @Override
    public <T> T read(Work<T> work) {
        return database.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return database.write(work);
    }

    @Override
    public long millis(Connection connection) {
        return millis.getAsLong();
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
