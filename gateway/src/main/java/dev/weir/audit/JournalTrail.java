package dev.weir.audit;

import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.Money;
import dev.weir.call.Beginning;
import dev.weir.call.CallReport;
import dev.weir.call.Line;
import dev.weir.call.Reserved;
import dev.weir.call.Tab.Booked;
import dev.weir.config.JournalConfig.WhenFull;
import dev.weir.journal.Entry;
import dev.weir.journal.Journal;
import dev.weir.journal.JournalUnavailable;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps calls in a journal. Of a call that is only begun there, it has all that is needed to end it without anybody
/// who knows how it went: as if everything that was put aside had been used.
///
/// How a call ended is known only here. So what the journal does not take of that, because the disk is full, is offered
/// again until it does; only what is too much for that is lost, and counted.
public final class JournalTrail implements Trail, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalTrail.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int MOST_UNWRITTEN = 10_000;
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    /// Is told of calls that are over and kept, in the order of their places. Must not wait.
    @FunctionalInterface
    public interface Kept {
        void kept(long position, CallEntry entry);
    }

    /// How a call ended, and the same as it is written.
    private record End(Entry entry, CallEntry call) {}

    private final Journal journal;
    private final WhenFull whenFull;
    private final LongSupplier documents;
    private final Kept kept;
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Queue<End> unwritten = new ConcurrentLinkedQueue<>();
    private final AtomicInteger howMany = new AtomicInteger();
    private final AtomicBoolean offersLater = new AtomicBoolean();
    /// How many ends are on their way into the journal.
    private final AtomicLong underway = new AtomicLong();
    private volatile boolean closed;

    /// @param whenFull what becomes of calls that cannot be kept
    /// @param documents the sequence of the last change of a document that is known here
    /// @param kept is told of each call that is over and kept
    public JournalTrail(Journal journal, WhenFull whenFull, LongSupplier documents, Kept kept) {
        this.journal = journal;
        this.whenFull = whenFull;
        this.documents = documents;
        this.kept = kept;
    }

    @Override
    public void started(Beginning beginning, Reserved reserved, Consumer<Optional<Problem>> then) {
        byte[] content = begun(beginning, reserved).bytes();
        journal.append(new Entry(Entry.Kind.STARTED, beginning.id(), content), written -> {
            switch (written) {
                case Journal.Written.Done _ -> then.accept(Optional.empty());
                case Journal.Written.Failed(String why) -> then.accept(failed(why));
            }
        });
    }

    private CallEntry begun(Beginning beginning, Reserved reserved) {
        List<Line> lines = reserved.lines();
        AuditRecord record = CallRecords.of(beginning, documents.getAsLong());
        if (!lines.isEmpty()) {
            record = record.with(lines.getLast().target(), Line.usage(lines), all(lines));
        }
        var booked = new ArrayList<Booked>(reserved.byAccount().size());
        reserved.byAccount().forEach((account, amount) -> booked.add(new Booked(account, amount, amount)));
        return new CallEntry(record, booked, lines);
    }

    private static Money all(List<Line> lines) {
        long cost = Line.cost(lines);
        return new Money(
                Line.priced(lines) ? OptionalLong.of(cost) : OptionalLong.empty(),
                0,
                cost,
                0,
                "reserved",
                lines.getLast().price());
    }

    private Optional<Problem> failed(String why) {
        count(why);
        return switch (whenFull) {
            case CONTINUE -> Optional.empty();
            case REFUSE ->
                Optional.of(new Problem(Kind.JOURNAL_UNAVAILABLE, "what is done is written down first, and that failed")
                        .retryAfter(AGAIN));
        };
    }

    @Override
    public void ended(CallReport report) {
        var entry = new CallEntry(
                CallRecords.of(report, documents.getAsLong()),
                report.tab().booked(),
                report.tab().lines());
        append(new End(new Entry(Entry.Kind.COMPLETED, report.id(), entry.bytes()), entry));
    }

    private void append(End end) {
        underway.incrementAndGet();
        journal.append(end.entry(), written -> {
            switch (written) {
                case Journal.Written.Done(long position) -> kept.kept(position, end.call());
                case Journal.Written.Failed(String why) -> {
                    count(why);
                    keep(end);
                }
            }
            arrived();
        });
    }

    private void arrived() {
        if (underway.decrementAndGet() == 0 && closed) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private void keep(End end) {
        if (howMany.incrementAndGet() > MOST_UNWRITTEN || closed) {
            howMany.decrementAndGet();
            lost.incrementAndGet();
            return;
        }
        unwritten.add(end);
        if (offersLater.compareAndSet(false, true)) {
            LATER.execute(this::offerAgain);
        }
    }

    private void offerAgain() {
        offersLater.set(false);
        if (!closed) {
            offer();
        }
    }

    private void offer() {
        for (int left = howMany.get(); left > 0; left--) {
            End end = unwritten.poll();
            if (end == null) {
                return;
            }
            howMany.decrementAndGet();
            append(end);
        }
    }

    /// Waits until all that has ended is written, or cannot be.
    @Override
    public synchronized void close() {
        closed = true;
        offer();
        try {
            while (underway.get() > 0) {
                wait();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// How many ends of calls could not be kept. What the journal has of their beginnings is booked at the next start.
    public long lost() {
        return lost.get();
    }

    private void count(String why) {
        if (failed.getAndIncrement() % 1000 == 0) {
            LOG.atError()
                    .addKeyValue("why", why)
                    .addKeyValue("failed", failed.get())
                    .addKeyValue("lost", lost.get())
                    .log("the journal does not take what is to be kept of calls");
        }
    }

    private static void await(CountDownLatch written) {
        try {
            written.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends what a process before this one has left open: as if everything that was put aside had been used. Waits
    /// until that is written.
    ///
    /// @throws JournalUnavailable if it cannot be: what was put aside for these calls must not be given back
    /// @return how many calls that were
    public static int recover(Journal journal) {
        List<Journal.Placed> left = journal.leftOpen();
        var written = new CountDownLatch(left.size());
        var failures = new ConcurrentLinkedQueue<String>();
        for (Journal.Placed one : left) {
            journal.append(
                    new Entry(
                            Entry.Kind.COMPLETED, one.entry().id(), one.entry().content()),
                    end -> {
                        if (end instanceof Journal.Written.Failed(String why)) {
                            failures.add(why);
                        }
                        written.countDown();
                    });
        }
        await(written);
        if (!failures.isEmpty()) {
            throw new JournalUnavailable(
                    "%d calls that nobody ended cannot be ended: %s".formatted(failures.size(), failures.peek()));
        }
        if (!left.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("calls", left.size())
                    .log("calls that nobody ended are booked as what was reserved for them");
        }
        return left.size();
    }
}
