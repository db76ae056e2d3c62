package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.Books;
import dev.weir.store.Books.Held;
import dev.weir.store.Books.Stand;
import dev.weir.store.Books.Writer;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Ledger.Unit;
import dev.weir.store.Posting;
import dev.weir.store.Posting.Charge;
import dev.weir.store.Posting.Line;
import dev.weir.store.Superseded;
import dev.weir.store.Tally;
import dev.weir.store.UsageKey;
import dev.weir.store.UsageQuery;
import dev.weir.store.UsageQuery.Dimension;
import dev.weir.store.Used;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What all books do. Their clock is [#CLOCK].
interface BooksContract {

    LocalDate DAY = LocalDate.of(2026, 3, 14);
    Account RED = account("team:red:monthly:2026-03", 100, Unit.NANO_USD, "red");
    AtomicLong CLOCK = new AtomicLong(1_000_000);

    /// Empty ones.
    Books books();

    static Account account(String name, long limit, Unit unit, String team) {
        return new Account(name, limit, unit, new Opening("team", team, "*", DAY.withDayOfMonth(1)));
    }

    static Account limited(Account account, long limit) {
        return new Account(account.name(), limit, account.unit(), account.opening());
    }

    static UsageKey key(LocalDate day, String team, String model) {
        return new UsageKey(day, team, "client", "ann", "", "", "anthropic", model);
    }

    static Tally cost(long cost) {
        return new Tally(1, 0, 10, 20, 30, 40, 5, cost, cost, 0, 0, 0);
    }

    static Posting posting(String call, long amount, long reserved) {
        return new Posting(
                call,
                List.of(new Charge(RED.name(), amount, reserved)),
                List.of(new Line(key(DAY, "red", "opus"), cost(amount))));
    }

    @Test
    default void leasesNoMoreThanTheLimitOverAllGateways() {
        Books books = books();
        Writer a = books.begin("a").writer();
        Writer b = books.begin("b").writer();

        assertThat(books.draw(a, RED, 10, 2).amount()).isEqualTo(10 + 45);
        assertThat(books.draw(b, RED, 45, 2).amount()).isEqualTo(45);
        assertThat(books.draw(b, RED, 1, 2).amount()).isZero();
        assertThat(books.draw(b, limited(RED, 101), 1, 2).amount()).isEqualTo(1);
        assertThat(books.draw(b, limited(RED, 50), 1, 2).left()).isZero();
        assertThat(books.balance(RED)).isEqualTo(new Stand(0, 101, 0, 0));
    }

    @Test
    default void tellsOthersToGiveBackWhatIsWantedAndGivesNothingAheadMeanwhile() {
        Books books = books();
        Writer a = books.begin("a").writer();
        Writer b = books.begin("b").writer();
        Held lease = books.draw(a, RED, 60, 1).held();
        assertThat(books.renew(a)).isEmpty();

        Books.Grant denied = books.draw(b, RED, 30, 1);

        assertThat(denied.amount()).isZero();
        assertThat(denied.held().elsewhere()).isEqualTo(100);
        assertThat(books.renew(a)).containsExactly(new Held(RED.name(), 100, lease.version(), 0, 0, 0));
        assertThat(books.giveBack(a, RED.name(), lease.version(), 40).amount()).isEqualTo(60);
        assertThat(books.draw(b, RED, 30, 1).amount()).isEqualTo(30);
        CLOCK.addAndGet(Books.RECALL.toMillis());
        assertThat(books.renew(a)).isEmpty();
    }

    @Test
    default void takesBackOnlyWhatIsStillAtThatVersion() {
        Books books = books();
        Writer a = books.begin("a").writer();
        Held first = books.draw(a, RED, 10, 1).held();
        Held second = books.giveBack(a, RED.name(), first.version(), 10);

        assertThat(second.amount()).isEqualTo(90);
        assertThat(books.giveBack(a, RED.name(), first.version(), 10)).isEqualTo(second);
        assertThat(books.giveBack(a, "never opened", 0, 10).amount()).isZero();
    }

    @Test
    default void booksEachPostingOnce() {
        Books books = books();
        Writer a = books.begin("a").writer();
        books.draw(a, RED, 10, 100_000);

        Books.Posted once = books.post(a, 0, 7, List.of(posting("1", 4, 5), posting("2", 2, 5)));
        Books.Posted again = books.post(a, 0, 7, List.of(posting("1", 4, 5), posting("2", 2, 5)));

        assertThat(once.position()).isEqualTo(7);
        assertThat(once.accounts()).extracting(Held::amount).containsExactly(4L);
        assertThat(again).isEqualTo(once);
        assertThat(books.balance(RED)).isEqualTo(new Stand(6, 4, 0, 0));
        assertThat(books.usage(new UsageQuery(List.of(), Map.of(), DAY, DAY)))
                .containsExactly(new Used(Map.of(), cost(4).plus(cost(2))));
        assertThat(books.begin("a").position()).isEqualTo(7);
        assertThat(books.post(books.begin("a").writer(), 3, 9, List.of(posting("3", 1, 1)))
                        .position())
                .isEqualTo(7);
    }

    @Test
    default void booksInFullWhatIsMoreThanWasReserved() {
        Books books = books();
        Writer a = books.begin("a").writer();
        Writer b = books.begin("b").writer();
        books.draw(a, RED, 10, 100_000);

        books.post(a, 0, 1, List.of(posting("1", 30, 10)));
        books.post(b, 0, 1, List.of(posting("2", 80, 75)));

        assertThat(books.balance(RED)).isEqualTo(new Stand(110, 0, 0, 25));
        assertThat(books.draw(b, RED, 1, 1).left()).isZero();
    }

    @Test
    default void keepsTheLeaseOfALostGatewayUntilItTurnsUp() {
        Books books = books();
        Writer a = books.begin("a").writer();
        Writer b = books.begin("b").writer();
        books.draw(a, RED, 60, 100_000);
        CLOCK.addAndGet(Books.LIFE.toMillis());

        Books.Grant denied = books.draw(b, RED, 50, 1);

        assertThat(denied.amount()).isZero();
        assertThat(denied.held().spent()).isEqualTo(60);
        assertThat(denied.held().elsewhere()).isZero();
        assertThat(books.balance(RED)).isEqualTo(new Stand(0, 0, 60, 0));
        assertThat(books.lost()).singleElement().satisfies(lost -> {
            assertThat(lost.gateway()).isEqualTo("a");
            assertThat(lost.leases()).isEqualTo(Map.of(RED.name(), 60L));
            assertThat(lost.heard()).isEqualTo(Instant.ofEpochMilli(CLOCK.get()).minus(Books.LIFE));
        });

        Books.Begun again = books.begin("a");
        books.post(again.writer(), again.position(), 1, List.of(posting("1", 45, 60)));
        books.reset(again.writer());

        assertThat(books.lost()).isEmpty();
        assertThat(books.balance(RED)).isEqualTo(new Stand(45, 0, 0, 0));
        assertThat(books.draw(b, RED, 50, 1).amount()).isEqualTo(55);
    }

    @Test
    default void givesBackWhatALostGatewayHoldsIfSomebodyAnswersForIt() {
        Books books = books();
        Writer a = books.begin("a").writer();
        Writer b = books.begin("b").writer();
        books.draw(a, RED, 60, 100_000);
        CLOCK.addAndGet(Books.LIFE.toMillis());
        Books.Lost lost = books.lost().getFirst();
        books.renew(a);

        assertThat(books.release(lost)).as("it has turned up").isFalse();
        assertThat(books.balance(RED)).isEqualTo(new Stand(0, 60, 0, 0));

        CLOCK.addAndGet(Books.LIFE.toMillis());

        assertThat(books.release(lost)).isTrue();
        assertThat(books.lost()).isEmpty();
        assertThat(books.draw(b, RED, 100, 1).amount()).isEqualTo(100);
        assertThatThrownBy(() -> books.renew(a)).isInstanceOf(Superseded.class);
        assertThat(books.release(lost)).as("once").isFalse();

        Books.Begun again = books.begin("a");
        books.post(again.writer(), again.position(), 1, List.of(posting("1", 45, 60)));

        assertThat(books.balance(RED).spent()).as("its journal has turned up").isEqualTo(45);
    }

    @Test
    default void letsNobodyWriteWhoWasSuperseded() {
        Books books = books();
        Writer before = books.begin("a").writer();
        books.draw(before, RED, 10, 1);
        books.begin("a");

        assertThatThrownBy(() -> books.draw(before, RED, 1, 1)).isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> books.giveBack(before, RED.name(), 1, 1)).isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> books.post(before, 0, 1, List.of(posting("1", 1, 1))))
                .isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> books.renew(before)).isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> books.reset(before)).isInstanceOf(Superseded.class);
        assertThat(books.balance(RED)).isEqualTo(new Stand(0, 100, 0, 0));
    }

    @Test
    default void opensAnAccountWithWhatWasUsedBefore() {
        Books books = books();
        Writer a = books.begin("a").writer();
        books.post(
                a,
                0,
                1,
                List.of(new Posting(
                        "1",
                        List.of(new Charge(RED.name(), 1_000, 0)),
                        List.of(
                                new Line(key(DAY, "red", "claude-opus"), cost(7)),
                                new Line(key(DAY, "red", "claude-haiku"), cost(20)),
                                new Line(key(DAY, "blue", "claude-opus"), cost(300)),
                                new Line(key(DAY.minusMonths(1), "red", "claude-opus"), cost(4_000))))));
        Account opus = new Account(
                "opus", 100, Unit.NANO_USD, new Opening("team", "red", "claude-*us", DAY.withDayOfMonth(1)));
        Account session = new Account("session", 9, Unit.TOKENS, new Opening("session", "s", "*", DAY));

        assertThat(books.draw(a, RED, 1, 100_000).held().spent()).isEqualTo(27);
        assertThat(books.balance(account("tokens", 100_000, Unit.TOKENS, "blue")))
                .isEqualTo(new Stand(100, 0, 0, 0));
        assertThat(books.draw(a, opus, 93, 1).amount()).isEqualTo(93);
        assertThat(books.draw(a, opus, 1, 1).amount()).isZero();
        assertThat(books.draw(a, session, 9, 1).amount()).isEqualTo(9);
    }

    @Test
    default void tellsUsageByWhatItIsAskedFor() {
        Books books = books();
        Writer a = books.begin("a").writer();
        books.post(
                a,
                0,
                1,
                List.of(new Posting(
                        "1",
                        List.of(),
                        List.of(
                                new Line(key(DAY, "red", "opus"), cost(7)),
                                new Line(key(DAY.plusDays(1), "red", "haiku"), cost(20)),
                                new Line(key(DAY, "blue", "opus"), cost(300)),
                                new Line(key(DAY.minusDays(1), "red", "opus"), cost(4_000))))));

        assertThat(books.usage(new UsageQuery(List.of(Dimension.TEAM), Map.of(), DAY, DAY.plusDays(1))))
                .containsExactly(
                        new Used(Map.of(Dimension.TEAM, "blue"), cost(300)),
                        new Used(Map.of(Dimension.TEAM, "red"), cost(7).plus(cost(20))));
        assertThat(books.usage(new UsageQuery(
                        List.of(Dimension.DAY, Dimension.MODEL),
                        Map.of(Dimension.TEAM, "red", Dimension.USER, "ann"),
                        DAY,
                        DAY.plusDays(9))))
                .containsExactly(
                        new Used(Map.of(Dimension.DAY, "2026-03-14", Dimension.MODEL, "opus"), cost(7)),
                        new Used(Map.of(Dimension.DAY, "2026-03-15", Dimension.MODEL, "haiku"), cost(20)));
        assertThat(books.usage(new UsageQuery(List.of(), Map.of(Dimension.TEAM, "nobody"), DAY, DAY)))
                .isEmpty();
    }

    @Test
    default void alertsOnceAndUntilItIsDone() {
        Books books = books();

        assertThat(books.once("red 75", "{}")).isTrue();
        assertThat(books.once("red 75", "{}")).isFalse();

        assertThat(books.due()).containsExactly(new Books.Due("red 75", "{}"));
        assertThat(books.due()).isEmpty();
        CLOCK.addAndGet(Books.SENDING.toMillis());
        assertThat(books.due()).hasSize(1);
        books.done("red 75");
        CLOCK.addAndGet(Books.SENDING.toMillis());
        assertThat(books.due()).isEmpty();
        assertThat(books.once("red 75", "{}")).isFalse();
    }
}
