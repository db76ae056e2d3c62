package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.Books;
import dev.weir.store.LeasedLedger;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Answer.Lacking;
import dev.weir.store.Ledger.Answer.Reserved;
import dev.weir.store.Ledger.Part;
import dev.weir.store.Ledger.Unit;
import dev.weir.store.MemoryBooks;
import dev.weir.store.StoreUnavailable;
import dev.weir.store.Superseded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ledgers on all books: by one contract, in a stampede, and several on the same.
class LedgersTest {

    private static final int STAMPEDE = 10_000;
    private static final Account HUNDRED = BooksContract.account("hundred", 100, Unit.NANO_USD, "red");

    private final List<Database> opened = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> renewing = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws InterruptedException {
        closed.countDown();
        for (Thread one : renewing) {
            one.join();
        }
        opened.forEach(Database::close);
    }

    private Books open(Database database) {
        opened.add(database);
        return new SqlBooks(database);
    }

    @Nested
    class InMemory implements LedgerContract {
        @Override
        public Books books() {
            return new MemoryBooks(System::currentTimeMillis);
        }
    }

    @Nested
    class InSqlite implements LedgerContract {
        private int made;

        @Override
        public Books books() {
            return open(new Sqlite(folder.resolve("" + made++)));
        }
    }

    @Nested
    class InPostgresql implements LedgerContract {
        @Override
        public Books books() {
            return open(new Postgres(PostgresServer.shared().database()));
        }
    }

    private LeasedLedger ledger(Books books, String gateway, int parts) {
        var ledger = new LeasedLedger(books, books.begin(gateway).writer(), parts, System::nanoTime);
        renewing.add(Thread.ofVirtual().start(() -> {
            try {
                while (!closed.await(100, TimeUnit.MILLISECONDS)) {
                    ledger.renew();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }));
        return ledger;
    }

    private static List<Part> one() {
        return List.of(new Part(HUNDRED, 1));
    }

    /// Never more than a hundred of ten thousand at once, and when others have given back what they do not use, the
    /// hundredth too.
    private static void stampede(List<LeasedLedger> ledgers) throws InterruptedException {
        var granted = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < STAMPEDE; i++) {
                LeasedLedger ledger = ledgers.get(i % ledgers.size());
                String call = "" + i;
                threads.execute(() -> {
                    if (ledger.reserve(call, one(), Duration.ZERO) instanceof Reserved) {
                        granted.incrementAndGet();
                    }
                });
            }
        }
        assertThat(granted.get()).isBetween(1, 100);

        LeasedLedger last = ledgers.getLast();
        while (granted.get() < 100) {
            assertThat(last.reserve("late " + granted.get(), one(), Duration.ofSeconds(30)))
                    .isInstanceOf(Reserved.class);
            granted.incrementAndGet();
        }
        for (LeasedLedger ledger : ledgers) {
            assertThat(ledger.reserve("too much", one(), Duration.ofSeconds(1))).isInstanceOf(Lacking.class);
        }
    }

    @Test
    void s_bud_1_grantsAStampedeExactlyTheBudgetInMemory() throws Exception {
        stampede(List.of(ledger(new MemoryBooks(System::currentTimeMillis), "a", LeasedLedger.ALONE)));
    }

    @Test
    void s_bud_1_grantsAStampedeExactlyTheBudgetInSqlite() throws Exception {
        stampede(List.of(ledger(open(new Sqlite(folder.resolve("data"))), "a", LeasedLedger.ALONE)));
    }

    @Test
    void s_bud_1_grantsAStampedeExactlyTheBudgetInPostgresql() throws Exception {
        stampede(List.of(ledger(open(new Postgres(PostgresServer.shared().database())), "a", LeasedLedger.ALONE)));
    }

    private List<LeasedLedger> three() {
        Postgres.Address address = PostgresServer.shared().database();
        return List.of(
                ledger(open(new Postgres(address)), "a", LeasedLedger.AMONG_MANY),
                ledger(open(new Postgres(address)), "b", LeasedLedger.AMONG_MANY),
                ledger(open(new Postgres(address)), "c", LeasedLedger.AMONG_MANY));
    }

    @Test
    void s_bud_1_grantsAStampedeOnThreeGatewaysExactlyTheBudget() throws Exception {
        stampede(three());
    }

    @Test
    void getsWhatOthersHoldAndDoNotUse() {
        List<LeasedLedger> three = three();
        for (LeasedLedger ledger : three) {
            assertThat(ledger.reserve("first", one(), Duration.ZERO)).isInstanceOf(Reserved.class);
        }

        assertThat(three.getFirst().reserve("rest", List.of(new Part(HUNDRED, 97)), Duration.ofSeconds(30)))
                .isInstanceOf(Reserved.class);
    }

    @Test
    void threeWhoAllWantMoreThanHalfGetItOneAfterTheOther() {
        List<LeasedLedger> three = three();
        var granted = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (LeasedLedger ledger : three) {
                threads.execute(() -> {
                    ledger.reserve("small", one(), Duration.ZERO);
                    ledger.settle("small", List.of());
                    var large = List.of(new Part(HUNDRED, 60));
                    if (ledger.reserve("large", large, Duration.ofSeconds(60)) instanceof Reserved) {
                        granted.incrementAndGet();
                        ledger.settle("large", List.of());
                    }
                });
            }
        }

        assertThat(granted.get()).isEqualTo(3);
    }

    @Test
    void reservesNothingWhenItWasNotHeardOfForTwoThirdsOfItsLife() {
        var millis = new AtomicLong(1);
        var books = new MemoryBooks(millis::get);
        var paused =
                new LeasedLedger(books, books.begin("a").writer(), LeasedLedger.ALONE, () -> millis.get() * 1_000_000);
        paused.reserve("1", one(), Duration.ZERO);
        assertThat(paused.reserveAtOnce("2", one())).isPresent();

        millis.addAndGet(Books.LIFE.toMillis() * 2 / 3);

        assertThat(paused.reserveAtOnce("3", one())).isEmpty();
        books.reset(books.begin("a").writer());
        assertThatThrownBy(() -> paused.reserve("3", one(), Duration.ZERO)).isInstanceOf(Superseded.class);
        paused.renew();
        assertThat(paused.reserveAtOnce("3", one())).isEmpty();
    }

    @Test
    void saysThatTheBooksAreAwayAndReservesWhatItHolds() {
        PostgresServer server = PostgresServer.ofItsOwn();
        LeasedLedger ledger = ledger(open(new Postgres(server.database())), "a", LeasedLedger.AMONG_MANY);
        ledger.reserve("1", one(), Duration.ZERO);

        server.stop();

        assertThat(ledger.reserveAtOnce("2", one())).isPresent();
        assertThatThrownBy(() -> ledger.reserve("3", List.of(new Part(HUNDRED, 50)), Duration.ZERO))
                .isInstanceOf(StoreUnavailable.class);
        server.start();
        assertThat(ledger.reserve("3", List.of(new Part(HUNDRED, 50)), Duration.ZERO))
                .isInstanceOf(Reserved.class);
    }

    @Test
    void givesBackEverythingWhenItEnds() {
        List<LeasedLedger> three = three();
        three.forEach(ledger -> ledger.reserve("1", one(), Duration.ZERO));
        three.forEach(ledger -> ledger.settle("1", List.of()));

        three.forEach(LeasedLedger::close);

        assertThat(new SqlBooks(opened.getFirst()).balance(HUNDRED)).isEqualTo(new Books.Stand(0, 0, 0, 0));
    }
}
