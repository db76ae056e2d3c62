package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.Books;
import dev.weir.store.DocumentStore;
import dev.weir.store.Key;
import dev.weir.store.UsageQuery;
import dev.weir.store.Used;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registration and a posting are there whole or not at all, wherever the process that makes them is killed.
class KilledTest {

    private static final int MORE_THAN_ALL = 100;

    @TempDir
    private Path folder;

    /// What a process ends with that does something and dies at that statement.
    private static int killed(String where, int statement, String what) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        where,
                        Integer.toString(statement),
                        what))
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
        while (killed(where, statement, "register") == 137) {
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
                assertThat(killed(address.url(), statement, "register")).isEqualTo(137);
                nothing(store);
            }

            assertThat(killed(address.url(), MORE_THAN_ALL, "register")).isZero();
            everything(store);
        }
    }

    /// Posts two calls, as the first who is the gateway `a`.
    static void post(Books books) {
        books.post(
                new Books.Writer("a", 1),
                0,
                2,
                List.of(BooksContract.posting("1", 4, 5), BooksContract.posting("2", 7, 5)));
    }

    private static void nothingPosted(Books books) {
        assertThat(books.balance(BooksContract.RED)).isEqualTo(new Books.Stand(0, 20, 0, 0));
        assertThat(books.usage(new UsageQuery(List.of(), Map.of(), BooksContract.DAY, BooksContract.DAY)))
                .isEmpty();
    }

    private static void everythingPostedOnce(Books books) {
        post(books);
        assertThat(books.balance(BooksContract.RED)).isEqualTo(new Books.Stand(11, 9, 0, 2));
        assertThat(books.usage(new UsageQuery(List.of(), Map.of(), BooksContract.DAY, BooksContract.DAY)))
                .containsExactly(new Used(Map.of(), BooksContract.cost(4).plus(BooksContract.cost(7))));
        assertThat(books.begin("a").position()).isEqualTo(2);
    }

    @Test
    void r_kill_1_postsOnceInSqliteWhereverItIsKilled() throws Exception {
        String where = folder.resolve("data").toString();
        try (var sqlite = new Sqlite(Path.of(where))) {
            var books = new SqlBooks(sqlite);
            books.draw(books.begin("a").writer(), BooksContract.limited(BooksContract.RED, 20), 20, 1);
        }
        int statement = 1;
        while (killed(where, statement, "post") == 137) {
            try (var sqlite = new Sqlite(Path.of(where))) {
                nothingPosted(new SqlBooks(sqlite));
            }
            statement++;
        }

        assertThat(statement).isGreaterThan(5);
        try (var sqlite = new Sqlite(Path.of(where))) {
            everythingPostedOnce(new SqlBooks(sqlite));
        }
    }

    @Test
    void r_kill_1_postsOnceInPostgresqlWhereverItIsKilled() throws Exception {
        Postgres.Address address = PostgresServer.shared().database();
        try (var postgres = new Postgres(address)) {
            var books = new SqlBooks(postgres);
            books.draw(books.begin("a").writer(), BooksContract.limited(BooksContract.RED, 20), 20, 1);
            for (int statement : List.of(3, 4, 6)) {
                assertThat(killed(address.url(), statement, "post")).isEqualTo(137);
                nothingPosted(books);
            }

            assertThat(killed(address.url(), MORE_THAN_ALL, "post")).isZero();
            everythingPostedOnce(books);
        }
    }
}
