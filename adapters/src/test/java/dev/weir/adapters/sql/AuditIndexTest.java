package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.AuditIndex;
import dev.weir.store.MemoryAuditIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditIndexTest {

    @Nested
    class InMemory implements AuditIndexContract {
        @Override
        public AuditIndex index() {
            return new MemoryAuditIndex();
        }
    }

    @Nested
    class InSqlite implements AuditIndexContract {

        @TempDir
        private Path folder;

        private final List<Sqlite> opened = new ArrayList<>();

        @Override
        public AuditIndex index() {
            var sqlite = new Sqlite(folder);
            opened.add(sqlite);
            return new SqlAuditIndex(sqlite);
        }

        @AfterEach
        void close() {
            opened.forEach(Sqlite::close);
        }

        @Test
        void keepsItsName() {
            assertThat(index().name()).isEqualTo(index().name());
        }
    }

    @Nested
    class InPostgresql implements AuditIndexContract {

        private final List<Postgres> opened = new ArrayList<>();

        @Override
        public AuditIndex index() {
            var postgres = new Postgres(PostgresServer.shared().database());
            opened.add(postgres);
            return new SqlAuditIndex(postgres);
        }

        @AfterEach
        void close() {
            opened.forEach(Postgres::close);
        }
    }
}
