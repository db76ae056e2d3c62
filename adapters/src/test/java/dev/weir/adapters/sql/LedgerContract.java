package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.Books;
import dev.weir.store.LeasedLedger;
import dev.weir.store.Ledger;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Answer.Lacking;
import dev.weir.store.Ledger.Answer.Reserved;
import dev.weir.store.Ledger.Balance;
import dev.weir.store.Ledger.Part;
import dev.weir.store.Ledger.Unit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What a ledger does, on whatever books. It is the only one there.
interface LedgerContract {

    Account MONEY = BooksContract.account("money", 100, Unit.NANO_USD, "red");
    Account TOKENS = BooksContract.account("tokens", 10, Unit.TOKENS, "red");

    /// Empty ones.
    Books books();

    private static LeasedLedger ledger(Books books) {
        return new LeasedLedger(books, books.begin("a").writer(), LeasedLedger.ALONE, System::nanoTime);
    }

    private static List<Part> parts(long money, long tokens) {
        return List.of(new Part(MONEY, money), new Part(TOKENS, tokens));
    }

    private static Ledger.Answer reserve(Ledger ledger, String call, List<Part> parts) {
        return ledger.reserveAtOnce(call, parts).orElseGet(() -> ledger.reserve(call, parts, Duration.ZERO));
    }

    @Test
    default void reservesInAllAccountsOrInNone() {
        LeasedLedger ledger = ledger(books());

        assertThat(reserve(ledger, "1", parts(50, 8))).isInstanceOf(Reserved.class);
        assertThat(reserve(ledger, "2", parts(10, 3))).isEqualTo(new Lacking(TOKENS, 2, 8));
        assertThat(reserve(ledger, "3", parts(51, 1))).isEqualTo(new Lacking(MONEY, 50, 50));
        assertThat(reserve(ledger, "4", parts(50, 2))).isInstanceOf(Reserved.class);
        assertThat(ledger.balance(MONEY)).isEqualTo(new Balance(0, 100, 0));
        assertThat(ledger.balance(TOKENS)).isEqualTo(new Balance(0, 10, 0));
    }

    @Test
    default void asksNobodyForWhatItHolds() {
        LeasedLedger ledger = ledger(books());
        assertThat(ledger.reserveAtOnce("1", parts(1, 1))).isEmpty();

        assertThat(reserve(ledger, "1", parts(1, 1))).isInstanceOf(Reserved.class);

        assertThat(ledger.reserveAtOnce("2", parts(99, 9))).contains(new Reserved());
    }

    @Test
    default void settlesEachReservationOnce() {
        LeasedLedger ledger = ledger(books());
        reserve(ledger, "1", parts(60, 6));
        ledger.sent("1");

        for (int i = 0; i < 3; i++) {
            ledger.settle("1", parts(20, 2));
        }
        ledger.settle("never reserved", parts(20, 2));

        assertThat(ledger.balance(MONEY)).isEqualTo(new Balance(20, 0, 0));
        assertThat(reserve(ledger, "2", parts(80, 8))).isInstanceOf(Reserved.class);
        assertThat(reserve(ledger, "3", parts(1, 0))).isEqualTo(new Lacking(MONEY, 0, 80));
    }

    @Test
    default void postsWhatWasSettledAndHasTheRestStill() {
        for (boolean settledFirst : List.of(true, false)) {
            Books books = books();
            Books.Writer writer = books.begin("a").writer();
            var ledger = new LeasedLedger(books, writer, LeasedLedger.ALONE, System::nanoTime);
            Account red = BooksContract.RED;
            reserve(ledger, "1", List.of(new Part(red, 60)));
            var postings = List.of(BooksContract.posting("1", 65, 60));

            if (settledFirst) {
                ledger.settle("1", List.of(new Part(red, 65)));
            }
            ledger.posted(postings, books.post(writer, 0, 1, postings).accounts());
            ledger.settle("1", List.of(new Part(red, 65)));

            assertThat(ledger.balance(red)).isEqualTo(new Balance(65, 0, 5));
            assertThat(ledger.reserveAtOnce("2", List.of(new Part(red, 36)))).isEmpty();
            assertThat(ledger.reserveAtOnce("2", List.of(new Part(red, 35)))).contains(new Reserved());
        }
    }

    @Test
    default void enlargesAReservationIfThereIsEnough() {
        LeasedLedger ledger = ledger(books());
        reserve(ledger, "1", parts(60, 6));

        assertThat(ledger.enlarge("1", parts(41, 1))).isEqualTo(new Lacking(MONEY, 40, 60));
        assertThat(ledger.enlarge("1", parts(40, 1))).isInstanceOf(Reserved.class);
        ledger.settle("1", parts(70, 7));

        assertThat(ledger.balance(MONEY)).isEqualTo(new Balance(70, 0, 0));
    }

    @Test
    default void waitsForACallThatRuns() throws Exception {
        LeasedLedger ledger = ledger(books());
        reserve(ledger, "1", parts(60, 6));
        var answer = new CompletableFuture<Ledger.Answer>();
        Thread waiting = Thread.startVirtualThread(
                () -> answer.complete(ledger.reserve("2", parts(60, 6), Duration.ofSeconds(30))));

        ledger.settle("1", parts(1, 1));
        waiting.join();

        assertThat(answer.get()).isInstanceOf(Reserved.class);
    }

    @Test
    default void saysAtOnceThatThereIsNotEnoughIfNothingRuns() {
        LeasedLedger ledger = ledger(books());

        assertThat(ledger.reserve("1", parts(101, 1), Duration.ofDays(1))).isEqualTo(new Lacking(MONEY, 100, 0));
    }

    @Test
    default void followsALimitThatIsChanged() {
        LeasedLedger ledger = ledger(books());
        reserve(ledger, "1", List.of(new Part(MONEY, 40)));
        Account less = BooksContract.limited(MONEY, 50);
        Account more = BooksContract.limited(MONEY, 200);

        assertThat(reserve(ledger, "2", List.of(new Part(less, 11)))).isEqualTo(new Lacking(less, 10, 40));
        assertThat(reserve(ledger, "2", List.of(new Part(less, 10)))).isInstanceOf(Reserved.class);
        assertThat(reserve(ledger, "3", List.of(new Part(more, 150)))).isInstanceOf(Reserved.class);
        assertThat(reserve(ledger, "4", List.of(new Part(less, 1)))).isInstanceOf(Lacking.class);
    }
}
