package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.DocumentStore;
import dev.weir.store.Key;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registration is there whole or not at all, wherever the process that makes it is killed.
class KilledTest {

    private static final int MORE_THAN_ALL = 100;

    @TempDir
    private Path folder;

    /// What a process ends with that registers and dies at that statement.
    private static int killed(String where, int statement) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        where,
                        Integer.toString(statement)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void nothing(DocumentStore store) {
        assertThat(store.contents().documents()).isEmpty();
        assertThat(store.sequence()).isZero();
        assertThat(store.outbox(0, 10)).isEmpty();
        assertThat(store.reply("operator", "k")).isEmpty();
        assertThat(store.history(new Key("team", "red"), 10)).isEmpty();
    }

    private static void everything(DocumentStore store) {
        assertThat(store.contents().documents()).hasSize(2);
        assertThat(store.outbox(0, 10)).hasSize(2);
        assertThat(store.reply("operator", "k")).isPresent();
    }

    @Test
    void leavesNothingHalfDoneInSqlite() throws Exception {
        String where = folder.resolve("data").toString();
        int statement = 1;
        while (killed(where, statement) == 137) {
            try (var sqlite = new Sqlite(Path.of(where))) {
                nothing(new SqlDocumentStore(sqlite));
            }
            statement++;
        }

        assertThat(statement).isGreaterThan(8);
        try (var sqlite = new Sqlite(Path.of(where))) {
            everything(new SqlDocumentStore(sqlite));
        }
    }

    @Test
    void leavesNothingHalfDoneInPostgresql() throws Exception {
        Postgres.Address address = PostgresServer.shared().database();
        try (var postgres = new Postgres(address)) {
            var store = new SqlDocumentStore(postgres);
            for (int statement : List.of(2, 5, 8, 10)) {
                assertThat(killed(address.url(), statement)).isEqualTo(137);
                nothing(store);
            }

            assertThat(killed(address.url(), MORE_THAN_ALL)).isZero();
            everything(store);
        }
    }
}
