package dev.weir.bench;

import dev.weir.store.LeasedLedger;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Ledger.Part;
import dev.weir.store.Ledger.Unit;
import dev.weir.store.MemoryBooks;
import dev.weir.store.Posting;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// What two threads can do to a ledger's counters at once. jcstress runs each many million times.
public final class LedgerStress {

    private static final Account THREE =
            new Account("three", 3, Unit.NANO_USD, new Opening("session", "", "*", LocalDate.EPOCH));

    private LedgerStress() {}

    private static List<Part> parts(long amount) {
        return List.of(new Part(THREE, amount));
    }

    /// One that holds three, of which a call `a` has reserved two.
    private static LeasedLedger ledger() {
        var books = new MemoryBooks(() -> 0);
        var ledger = new LeasedLedger(books, books.begin("a").writer(), LeasedLedger.ALONE, () -> 0);
        ledger.reserve("a", parts(2), Duration.ZERO);
        return ledger;
    }

    private static int reserved(LeasedLedger ledger, String call) {
        return ledger.reserveAtOnce(call, parts(1)).isPresent() ? 1 : 0;
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "one of them gets the last one")
    @State
    public static class TwoReserveTheLast {
        private final LeasedLedger ledger = ledger();

        @Actor
        public void one(II_Result result) {
            result.r1 = reserved(ledger, "b");
        }

        @Actor
        public void other(II_Result result) {
            result.r2 = reserved(ledger, "c");
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one was spent, one is reserved, one more can be")
    @State
    public static class OneSettlesAndOneReserves {
        private final LeasedLedger ledger = ledger();

        @Actor
        public void settles() {
            ledger.settle("a", parts(1));
        }

        @Actor
        public void reserves() {
            int _ = reserved(ledger, "b");
        }

        @Arbiter
        public void rest(I_Result result) {
            result.r1 = reserved(ledger, "c") - reserved(ledger, "d");
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "it was spent once, and nothing is reserved")
    @State
    public static class TwoSettleTheSame {
        private final LeasedLedger ledger = ledger();

        @Actor
        public void one() {
            ledger.settle("a", parts(1));
        }

        @Actor
        public void other() {
            ledger.settle("a", parts(1));
        }

        @Arbiter
        public void balance(II_Result result) {
            result.r1 = (int) ledger.balance(THREE).spent();
            result.r2 = (int) ledger.balance(THREE).reserved();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing waits to be posted, and nothing is reserved")
    @State
    public static class OneSettlesAndOneHasPosted {
        private final LeasedLedger ledger = ledger();

        @Actor
        public void settles() {
            ledger.settle("a", parts(1));
        }

        @Actor
        public void posted() {
            ledger.posted(List.of(new Posting("a", List.of(), List.of())), List.of());
        }

        @Arbiter
        public void balance(II_Result result) {
            result.r1 = (int) ledger.balance(THREE).spent();
            result.r2 = (int) ledger.balance(THREE).reserved();
        }
    }
}
