package dev.weir.adapters.sql;

import dev.weir.store.Books;
import dev.weir.store.MemoryBooks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// All books, by one contract.
class BooksTest {

    private final List<Database> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        opened.forEach(Database::close);
    }

    private Books open(Database database) {
        opened.add(database);
        return new SqlBooks(new Clocked(database, BooksContract.CLOCK::get));
    }

    @Nested
    class InMemory implements BooksContract {
        @Override
        public Books books() {
            return new MemoryBooks(CLOCK::get);
        }
    }

    @Nested
    class InSqlite implements BooksContract {
        @Override
        public Books books() {
            return open(new Sqlite(folder));
        }
    }

    @Nested
    class InPostgresql implements BooksContract {
        @Override
        public Books books() {
            return open(new Postgres(PostgresServer.shared().database()));
        }
    }
}
