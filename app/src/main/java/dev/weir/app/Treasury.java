package dev.weir.app;

import dev.weir.adapters.sql.Postgres;
import dev.weir.adapters.sql.SqlBooks;
import dev.weir.audit.Bookkeeper;
import dev.weir.audit.CallEntry;
import dev.weir.audit.JournalTrail;
import dev.weir.config.JournalConfig;
import dev.weir.journal.FileJournal;
import dev.weir.journal.Fsync;
import dev.weir.journal.JournalSettings;
import dev.weir.journal.JournalUnavailable;
import dev.weir.store.Books;
import dev.weir.store.Books.Begun;
import dev.weir.store.Books.Held;
import dev.weir.store.LeasedLedger;
import dev.weir.store.MemoryBooks;
import dev.weir.store.StoreUnavailable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Where it is kept what calls may cost and did cost: the journal, the books that all gateways share, and the ledger
/// that calls ask. What a process before this one has left in the journal is booked before anybody is let in.
final class Treasury {

    private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(300);

    private final Books books;
    private final FileJournal journal;
    private final LeasedLedger ledger;
    private final Bookkeeper bookkeeper;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Treasury(Books books, FileJournal journal, LeasedLedger ledger, Bookkeeper bookkeeper) {
        this.books = books;
        this.journal = journal;
        this.ledger = ledger;
        this.bookkeeper = bookkeeper;
    }

    /// @param readers who else reads the journal, and up to where each has taken it over
    static Treasury open(
            JournalConfig config, OpenStore store, OwnFolders own, Map<String, Long> readers, InstantSource clock) {
        try {
            Books books = store.database().<Books>map(SqlBooks::new).orElseGet(() -> new MemoryBooks(clock::millis));
            boolean alone = store.database().filter(Postgres.class::isInstance).isEmpty();
            Begun begun = books.begin(own.gateway());
            var all = new HashMap<>(readers);
            all.put(Bookkeeper.READER, begun.position());
            var journal = FileJournal.open(JournalSettings.in(own.journal(), fsync(config)), all);
            JournalTrail.recover(journal);
            var ledger = new LeasedLedger(
                    books, begun.writer(), alone ? LeasedLedger.ALONE : LeasedLedger.AMONG_MANY, System::nanoTime);
            var bookkeeper = new Bookkeeper(journal, books, begun.writer(), begun.position(), ledger);
            bookkeeper.catchUp();
            books.reset(begun.writer());
            return new Treasury(books, journal, ledger, bookkeeper);
        } catch (JournalUnavailable | UncheckedIOException unusable) {
            throw new Unusable("/journal: " + unusable.getMessage(), unusable);
        } catch (StoreUnavailable away) {
            throw new Unusable("/store: " + away.getMessage(), away);
        }
    }

    private static Fsync fsync(JournalConfig config) {
        return switch (config.forced()) {
            case NONE -> Fsync.NONE;
            case GROUP -> Fsync.GROUP;
            case CALL -> Fsync.CALL;
        };
    }

    Books books() {
        return books;
    }

    LeasedLedger ledger() {
        return ledger;
    }

    FileJournal journal() {
        return journal;
    }

    /// A call is over and in the journal. Never waits.
    void completed(long position, CallEntry entry) {
        bookkeeper.completed(position, entry.posting());
    }

    /// Books what is written, and renews what this gateway may spend, from now on.
    ///
    /// @param changed is told how accounts stand that something was booked of; may wait
    void start(Consumer<List<Held>> changed) {
        ledger.renew();
        bookkeeper.start(changed);
        Thread.ofPlatform().name("ledger").daemon().start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(BETWEEN_RENEWALS.toMillis(), TimeUnit.MILLISECONDS)) {
                ledger.renew();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Books the rest, and gives back what is left.
    void close() {
        closed.countDown();
        bookkeeper.close();
        ledger.close();
        journal.close();
    }
}
