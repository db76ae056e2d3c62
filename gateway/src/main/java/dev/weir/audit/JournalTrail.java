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
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps calls in a journal. Of a call that is only begun there, it has all that is needed to end it without anybody
/// who knows how it went: as if everything that was put aside had been used.
public final class JournalTrail implements Trail {

    private static final Logger LOG = LoggerFactory.getLogger(JournalTrail.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /// Is told of calls that are over and kept, in the order of their places. Must not wait.
    @FunctionalInterface
    public interface Kept {
        void kept(long position, CallEntry entry);
    }

    private final Journal journal;
    private final WhenFull whenFull;
    private final LongSupplier documents;
    private final Kept kept;
    private final AtomicLong lost = new AtomicLong();

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
            record = record.with(
                    lines.getLast().target(),
                    lines.stream().map(Line::usage).reduce(Usage.NONE, Usage::plus),
                    all(lines));
        }
        return new CallEntry(
                record,
                reserved.byAccount().entrySet().stream()
                        .map(one -> new Booked(one.getKey(), one.getValue(), one.getValue()))
                        .toList(),
                lines);
    }

    private static Money all(List<Line> lines) {
        long cost = lines.stream().mapToLong(Line::cost).sum();
        return new Money(
                lines.stream().allMatch(Line::priced) ? OptionalLong.of(cost) : OptionalLong.empty(),
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
        journal.append(new Entry(Entry.Kind.COMPLETED, report.id(), entry.bytes()), written -> {
            switch (written) {
                case Journal.Written.Done(long position) -> kept.kept(position, entry);
                case Journal.Written.Failed(String why) -> count(why);
            }
        });
    }

    /// How many records could not be kept.
    public long lost() {
        return lost.get();
    }

    private void count(String why) {
        if (lost.getAndIncrement() % 1000 == 0) {
            LOG.atError()
                    .addKeyValue("why", why)
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
    /// @return how many calls that were
    public static int recover(Journal journal) {
        List<Journal.Placed> left = journal.leftOpen();
        var written = new CountDownLatch(left.size());
        for (Journal.Placed one : left) {
            journal.append(
                    new Entry(
                            Entry.Kind.COMPLETED, one.entry().id(), one.entry().content()),
                    _ -> written.countDown());
        }
        await(written);
        if (!left.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("calls", left.size())
                    .log("calls that nobody ended are booked as what was reserved for them");
        }
        return left.size();
    }
}
