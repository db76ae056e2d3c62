package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.What;
import dev.weir.call.Line;
import dev.weir.call.Tab.Booked;
import dev.weir.call.Target;
import dev.weir.identity.Moment;
import dev.weir.journal.Entry;
import dev.weir.journal.Journal.Written;
import dev.weir.journal.MemoryJournal;
import dev.weir.store.AwayBooks;
import dev.weir.store.Books.Begun;
import dev.weir.store.LeasedLedger;
import dev.weir.store.MemoryBooks;
import dev.weir.store.StoreUnavailable;
import dev.weir.store.Tally;
import dev.weir.store.UsageQuery;
import dev.weir.store.UsageQuery.Dimension;
import dev.weir.store.Used;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BookkeeperTest {

    private static final Target CLAUDE = new Target("anthropic", "claude-1");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);

    private final AwayBooks books = new AwayBooks(new MemoryBooks(new Moment()::millis));
    private MemoryJournal journal = new MemoryJournal(Map.of(Bookkeeper.READER, 0L));

    static CallEntry call(String id) {
        AuditRecord like = Records.served(id);
        var what =
                new What("call.messages", "POST", "/v1/messages", "fast", CLAUDE.provider(), CLAUDE.model(), true, 2);
        var record = new AuditRecord(
                id,
                like.kind(),
                like.at(),
                like.who(),
                what,
                like.end(),
                like.usage(),
                like.money(),
                like.times(),
                Optional.empty(),
                like.versions());
        var usage = new Usage(100, 50, new CacheWrite(1, 2, 3, 4), 70, 30, 2).withAudio(40, 30, 20);
        return new CallEntry(
                record,
                List.of(new Booked("team:red:monthly/2026-11/usd", 42, 50)),
                List.of(
                        new Line(CLAUDE, usage, 40, true, 30, -5, "", "p1"),
                        new Line(new Target("bedrock", "claude-2"), Usage.NONE, 2, true, 0, 0, "reserved", "p2")));
    }

    private Bookkeeper bookkeeper(Begun begun) {
        var ledger = new LeasedLedger(books, begun.writer(), LeasedLedger.ALONE, System::nanoTime);
        return new Bookkeeper(journal, books, begun.writer(), begun.position(), ledger);
    }

    private void append(Entry.Kind kind, CallEntry call, Bookkeeper told) {
        journal.append(new Entry(kind, call.record().id(), call.bytes()), written -> {
            if (kind == Entry.Kind.COMPLETED) {
                told.completed(((Written.Done) written).position(), call.posting());
            }
        });
    }

    private Tally booked() {
        return books.usage(new UsageQuery(List.of(), Map.of(), DAY, DAY)).stream()
                .map(Used::tally)
                .reduce(Tally.NOTHING, Tally::plus);
    }

    @Test
    void readsBackWhatItHasWritten() {
        CallEntry call = call("req_1");

        assertThat(CallEntry.read(call.bytes())).isEqualTo(call);
    }

    @Test
    void booksWhatItIsHandedOnceAndUnderItsTargets() {
        Bookkeeper keeper = bookkeeper(books.begin("here"));
        keeper.catchUp();
        append(Entry.Kind.STARTED, call("req_1"), keeper);
        append(Entry.Kind.COMPLETED, call("req_1"), keeper);
        append(Entry.Kind.COMPLETED, call("req_2"), keeper);

        keeper.catchUp();
        keeper.catchUp();

        assertThat(booked()).isEqualTo(new Tally(2, 0, 200, 100, 20, 140, 60, 84, 60, -10, 4, 0));
        assertThat(books.usage(new UsageQuery(List.of(Dimension.MODEL), Map.of(), DAY, DAY)))
                .extracting(used ->
                        used.by().get(Dimension.MODEL) + " " + used.tally().cost())
                .containsExactly("claude-1 80", "claude-2 4");
    }

    @Test
    void r_kill_1_booksAfterADeathWhatWasWrittenAndNotBookedAndNothingTwice() {
        Bookkeeper before = bookkeeper(books.begin("here"));
        before.catchUp();
        append(Entry.Kind.COMPLETED, call("req_1"), before);
        before.catchUp();
        append(Entry.Kind.COMPLETED, call("req_2"), before); // dies before that is booked
        append(Entry.Kind.STARTED, call("req_3"), before); // and in the middle of that

        Begun begun = books.begin("here");
        journal = new MemoryJournal(journal, Map.of(Bookkeeper.READER, begun.position()));
        assertThat(JournalTrail.recover(journal)).isEqualTo(1);
        Bookkeeper after = bookkeeper(begun);
        after.catchUp();
        after.catchUp();

        assertThat(booked().requests()).isEqualTo(3);
        assertThat(booked().cost()).isEqualTo(3 * 42);
    }

    @Test
    void readsFromTheJournalWhatCameFasterThanItCouldBeBooked() {
        Bookkeeper keeper = bookkeeper(books.begin("here"));
        keeper.catchUp();
        for (int i = 0; i < 50_010; i++) {
            append(Entry.Kind.COMPLETED, call("req_" + i), keeper);
        }

        keeper.catchUp();
        append(Entry.Kind.COMPLETED, call("last"), keeper);
        keeper.catchUp();

        assertThat(booked().requests()).isEqualTo(50_011);
    }

    @Test
    void r_kill_1_booksOnceWhatItWasHandedWhileTheBooksWereAwayOrTheirAnswerWasLost() {
        Bookkeeper keeper = bookkeeper(books.begin("here"));
        keeper.catchUp();
        append(Entry.Kind.COMPLETED, call("req_1"), keeper);
        books.away(true);
        assertThatThrownBy(keeper::catchUp).isInstanceOf(StoreUnavailable.class);
        append(Entry.Kind.COMPLETED, call("req_2"), keeper);
        books.away(false);
        books.loseTheNextAnswer();
        assertThatThrownBy(keeper::catchUp).isInstanceOf(StoreUnavailable.class);
        append(Entry.Kind.COMPLETED, call("req_3"), keeper);

        keeper.catchUp();
        append(Entry.Kind.COMPLETED, call("req_4"), keeper);
        keeper.catchUp();

        assertThat(booked().requests()).isEqualTo(4);
        assertThat(booked().cost()).isEqualTo(4 * 42);
    }

    @Test
    void booksByItselfWhatIsWritten() throws InterruptedException {
        var done = new CountDownLatch(1);
        Bookkeeper keeper = bookkeeper(books.begin("here"));
        keeper.catchUp();
        keeper.start(_ -> done.countDown());

        append(Entry.Kind.COMPLETED, call("req_1"), keeper);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        keeper.close();
        assertThat(booked().requests()).isEqualTo(1);
    }

    @Test
    void booksNoRequestThatIsNoCallOfAModel() {
        Bookkeeper keeper = bookkeeper(books.begin("here"));
        keeper.catchUp();
        append(Entry.Kind.COMPLETED, new CallEntry(Records.changed("req_1"), List.of(), List.of()), keeper);

        keeper.catchUp();

        assertThat(booked()).isEqualTo(Tally.NOTHING);
    }

    @Test
    void saysWhatIsNoRecordOfACall() {
        assertThatThrownBy(() -> CallEntry.read(new byte[] {'[', ']'})).isInstanceOf(IllegalArgumentException.class);
    }
}
