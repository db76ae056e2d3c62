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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Books what the journal has of calls that are over, exactly once: the books know how far in the journal they are.
/// Nothing is lost while the books are away; the journal keeps what is not booked.
///
/// What is written now is handed over as it is. Only what was there before, and what came faster than it could be
/// booked, is read back. On a thread of its own, woken by what is written.
public final class Bookkeeper implements AutoCloseable {

    /// Who reads the journal, as it knows it.
    public static final String READER = "books";

    private static final Logger LOG = LoggerFactory.getLogger(Bookkeeper.class);
    private static final int MOST = 2_000;
    private static final int MOST_WAITING = 50_000;

    /// What is to be booked, and its place in the journal.
    private record Waiting(long position, Optional<Posting> posting) {}

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
    private final Queue<Waiting> handed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /// Whether there is something in the journal that was not handed over.
    private volatile boolean reads = true;
    private final Thread thread;
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
        if (reads) {
            return; // it is read
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            reads = true;
            waiting.decrementAndGet();
        } else {
            handed.add(new Waiting(place, posting));
        }
        if (written.availablePermits() == 0) {
            written.release();
        }
    }

    /// Books all that is there. Waits.
    ///
    /// @throws StoreUnavailable if the books cannot be asked
    public void catchUp() {
        if (reads) {
            reads = false; // from here on it is handed over, so that nothing is missed in between
            try {
                while (readOn()) {
                    // there is more
                }
            } catch (RuntimeException failure) {
                reads = true;
                throw failure;
            }
        }
        while (handOn()) {
            // there is more
        }
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
                if (error.isEmpty() && !reads) {
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
        var next = new ArrayList<Waiting>();
        for (Waiting one : handed) {
            if (next.size() == MOST) {
                break;
            }
            next.add(one);
        }
        if (next.isEmpty()) {
            return false;
        }
        long to = next.getLast().position();
        if (to > position) {
            Posted posted = books.post(writer, position, to, postings(next, position, to));
            done(posted, postings(next, position, posted.position()));
        }
        for (Waiting one = handed.peek(); one != null && one.position() <= position; one = handed.peek()) {
            handed.remove();
            waiting.decrementAndGet();
        }
        return true;
    }

    private static List<Posting> postings(List<Waiting> some, long after, long upTo) {
        return some.stream()
                .filter(one -> one.position() > after && one.position() <= upTo)
                .flatMap(one -> one.posting().stream())
                .toList();
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
