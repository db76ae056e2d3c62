package dev.weir.adapters.sql;

import java.sql.Connection;
import java.sql.SQLException;

/// A database with our tables in it. What one of its kind does differently from another is here; the SQL is the same.
///
/// Everything may wait, and throws [dev.weir.store.StoreUnavailable] when the database does not answer.
public interface Database extends AutoCloseable {

    /// Something that is done on a connection.
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /// Reads. What it reads in one statement belongs together.
    <T> T read(Work<T> work);

    /// Writes in a transaction: all of it when it returns, nothing when it throws.
    <T> T write(Work<T> work);

    /// The time that all who share the database agree on, in milliseconds.
    long millis(Connection connection) throws SQLException;

    /// Tells all who listen that documents changed, if and when the transaction is committed.
    void announce(Connection connection) throws SQLException;

    /// Has something done when somebody announces.
    void onAnnounced(Runnable then);

    @Override
    void close();
}
