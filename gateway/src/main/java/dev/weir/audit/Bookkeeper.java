package dev.weir.audit;

import dev.weir.journal.Entry;
import dev.weir.journal.Journal;
import dev.weir.journal.Journal.Placed;
import dev.weir.store.Books;
import dev.weir.store.Books.Held;
import dev.weir.store.Books.Posted;
import dev.weir.store.LeasedLedger;
import dev.weir.store.Posting;
import dev.weir.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Books what the journal has of calls that are over, exactly once: the books know how far in the journal they are.
/// Nothing is lost while the books are away; the journal keeps what is not booked.
///
/// What is written now is handed over as it is. Only what was there before, what came faster than it could be booked,
/// and what could not be booked at once is read back. On a thread of its own, woken by what is written.
public final class Bookkeeper implements AutoCloseable {

    /// Who reads the journal, as it knows it.
    public static final String READER = "books";

    private static final Logger LOG = LoggerFactory.getLogger(Bookkeeper.class);
    private static final int MOST = 2_000;
    private static final int MOST_WAITING = 50_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /// How long it waits for more, so that many calls are booked with one transaction.
    private static final Duration GATHERS = Duration.ofMillis(50);

    private final Journal journal;
    private final Books books;
    private final Books.Writer writer;
    private final LeasedLedger ledger;
    private volatile Consumer<List<Held>> changed = _ -> {};
    private final Semaphore written = new Semaphore(0);
    private final Handover<Optional<Posting>> handed = new Handover<>(MOST_WAITING);
    private final Thread thread;

    /// Whether something behind the position may be in the journal only. Of whoever books.
    private boolean reads;

    private volatile long position;
    private final CountDownLatch ending = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile String error = "";

    /// @param position up to where the books are in this journal
    public Bookkeeper(Journal journal, Books books, Books.Writer writer, long position, LeasedLedger ledger) {
        this.journal = journal;
        this.books = books;
        this.writer = writer;
        this.position = position;
        this.ledger = ledger;
        this.thread = Thread.ofPlatform().name("books").daemon().unstarted(this::run);
    }

    /// A call is over and in the journal. Told in the order of the places; never waits.
    public void completed(long place, Optional<Posting> posting) {
        handed.add(place, posting);
        if (written.availablePermits() == 0) {
            written.release();
        }
    }

    /// Books all that is there. Waits.
    ///
    /// @throws StoreUnavailable if the books cannot be asked
    public void catchUp() {
        reads |= handed.resume();
        do {
            while (reads) {
                reads = readOn();
            }
            while (!reads && handOn()) {
                // there is more
            }
        } while (reads);
    }

    /// Books whatever is written from now on.
    ///
    /// @param told how the accounts stand that something was booked of; may wait
    public void start(Consumer<List<Held>> told) {
        changed = told;
        thread.start();
    }

    /// Why nothing can be booked now; empty if all is well.
    public String error() {
        return error;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!closed) {
                if (error.isEmpty()) {
                    written.acquire();
                } else {
                    boolean _ = written.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                }
                written.drainPermits();
                pause = tried() ? FIRST_PAUSE : longer(pause);
                boolean _ = ending.await(GATHERS.toMillis(), TimeUnit.MILLISECONDS);
            }
            boolean _ = tried();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private boolean tried() {
        try {
            catchUp();
            if (!error.isEmpty()) {
                LOG.atInfo().log("calls are booked again");
            }
            error = "";
            return true;
        } catch (StoreUnavailable away) {
            failed(away);
            return false;
        } catch (RuntimeException bug) {
            failed(bug);
            return false;
        }
    }

    private void failed(RuntimeException why) {
        if (error.isEmpty()) {
            LOG.atError().setCause(why).log("calls cannot be booked; the journal keeps them until they can");
        }
        error = String.valueOf(why.getMessage());
    }

    /// Books what is in the journal.
    ///
    /// @return whether there may be more
    private boolean readOn() {
        List<Placed> entries = journal.read(position, MOST);
        if (entries.isEmpty()) {
            return false;
        }
        long to = entries.getLast().position();
        List<Posting> postings = postings(entries, to);
        Posted posted = books.post(writer, position, to, postings);
        done(posted, posted.position() == to ? postings : postings(entries, posted.position()));
        return true;
    }

    private static List<Posting> postings(List<Placed> entries, long upTo) {
        var postings = new ArrayList<Posting>();
        for (Placed placed : entries) {
            if (placed.entry().kind() == Entry.Kind.COMPLETED && placed.position() <= upTo) {
                posting(placed, postings);
            }
        }
        return postings;
    }

    /// Books what was handed over.
    ///
    /// @return whether there may be more
    private boolean handOn() {
        List<Handover.Placed<Optional<Posting>>> next = handed.take(position, MOST);
        if (next.isEmpty()) {
            return false;
        }
        long to = next.getLast().position();
        reads = true; // until it is booked, for nobody hands it over again
        Posted posted = books.post(writer, position, to, upTo(to, next));
        done(posted, upTo(posted.position(), next));
        reads = posted.position() < to;
        return true;
    }

    private static List<Posting> upTo(long place, List<Handover.Placed<Optional<Posting>>> some) {
        var postings = new ArrayList<Posting>();
        for (Handover.Placed<Optional<Posting>> one : some) {
            if (one.position() <= place) {
                one.what().ifPresent(postings::add);
            }
        }
        return postings;
    }

    private void done(Posted posted, List<Posting> postings) {
        position = posted.position();
        ledger.posted(postings, posted.accounts());
        journal.takenOver(READER, position);
        changed.accept(posted.accounts());
    }

    private static void posting(Placed placed, List<Posting> postings) {
        try {
            CallEntry.read(placed.entry().content()).posting().ifPresent(postings::add);
        } catch (IllegalArgumentException notOurs) {
            LOG.atError()
                    .addKeyValue("position", placed.position())
                    .addKeyValue("id", placed.entry().id())
                    .addKeyValue("why", String.valueOf(notOurs.getMessage()))
                    .log("an entry of the journal cannot be booked");
        }
    }

    /// Books what is there, and stops.
    @Override
    public void close() {
        closed = true;
        ending.countDown();
        written.release();
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
