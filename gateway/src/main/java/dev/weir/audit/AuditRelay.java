package dev.weir.audit;

import dev.weir.store.AuditLog;
import dev.weir.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes audit records from where they come from to where they are kept, in batches, on a thread of its own. Nothing is
/// lost when it is away or the process dies: the sources keep what was not taken over, and the log knows how far each
/// is. There is one relay for each log, so that one that is away holds nobody else up.
public final class AuditRelay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditRelay.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /// When things are done.
    ///
    /// @param age how old a record may become before it is taken over
    /// @param size how many records make it happen sooner, and how many are taken over together at most
    /// @param tending how often the log is tidied up
    public record Pace(Duration age, int size, Duration tending) {}

    /// How it goes.
    ///
    /// @param waiting records that were appended and are not taken over yet, of those that this relay was told of
    /// @param moved records that were taken over since the start
    /// @param unreadable things in sources that were no records
    /// @param error why nothing can be taken over now; empty if all is well
    /// @param since when the last attempt began
    public record State(long waiting, long moved, long unreadable, String error, Instant since) {}

    private final String reader;
    private final AuditLog log;
    private final List<AuditSource> sources;
    private final Pace pace;
    private final InstantSource clock;
    private final Map<String, Long> looked = new HashMap<>();
    private final AtomicLong appended = new AtomicLong();
    private final Semaphore full = new Semaphore(0);
    private final Thread thread;
    private volatile State state;
    private volatile boolean closed;
    private int failures;
    private Instant tended;

    /// @param reader who takes things over, as the sources know it
    public AuditRelay(
            String reader, AuditLog log, List<? extends AuditSource> sources, Pace pace, InstantSource clock) {
        this.reader = reader;
        this.log = log;
        this.sources = List.copyOf(sources);
        this.pace = pace;
        this.clock = clock;
        this.tended = clock.instant();
        this.state = new State(0, 0, 0, "", tended);
        this.thread = Thread.ofPlatform().name("audit " + reader).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /// A record was appended to a source. Never waits.
    public void appended() {
        if (appended.incrementAndGet() == pace.size()) {
            full.release();
        }
    }

    /// Who takes things over.
    public String reader() {
        return reader;
    }

    public State state() {
        State now = state;
        return new State(appended.get(), now.moved(), now.unreadable(), now.error(), now.since());
    }

    private void run() {
        try {
            while (!closed) {
                full.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS);
                full.drainPermits();
                step();
            }
            step();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Longer from failure to failure.
    private Duration pause() {
        Duration pause = pace.age().multipliedBy(1L << Math.min(failures, 10));
        return failures == 0 || pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /// Takes over everything that is there.
    void step() {
        Instant now = clock.instant();
        long before = appended.get();
        try {
            sources.forEach(this::takeOver);
            appended.addAndGet(-before);
            if (tended.plus(pace.tending()).isBefore(now)) {
                tended = now;
                log.tend(now);
            }
            succeeded(now);
        } catch (StoreUnavailable | IllegalArgumentException failure) {
            failed(now, failure);
        }
    }

    private void takeOver(AuditSource source) {
        long kept = log.position(source.name());
        long from = Math.max(kept, looked.getOrDefault(source.name(), 0L));
        boolean end = false;
        while (!end) {
            AuditSource.Found found = source.find(from, pace.size());
            if (!found.records().isEmpty()) {
                log.add(new AuditLog.Batch(source.name(), kept, found.upTo(), found.records()));
                kept = found.upTo();
            }
            if (found.upTo() > from || !looked.containsKey(source.name())) {
                source.takenOver(reader, found.upTo());
                looked.put(source.name(), found.upTo());
            }
            from = found.upTo();
            end = found.end();
            state = new State(
                    0,
                    state.moved() + found.records().size(),
                    state.unreadable() + found.unreadable(),
                    state.error(),
                    state.since());
        }
    }

    private void succeeded(Instant now) {
        if (failures > 0) {
            LOG.atInfo().addKeyValue("reader", reader).log("audit records are taken over again");
        }
        failures = 0;
        state = new State(0, state.moved(), state.unreadable(), "", now);
    }

    private void failed(Instant now, RuntimeException failure) {
        String why = String.valueOf(failure.getMessage());
        if (failures == 0) {
            LOG.atError()
                    .addKeyValue("reader", reader)
                    .addKeyValue("why", why)
                    .log("audit records cannot be taken over; they stay where they are until they can");
        }
        failures++;
        state = new State(0, state.moved(), state.unreadable(), why, now);
    }

    /// Takes over what is there, and stops.
    @Override
    public void close() {
        closed = true;
        full.release();
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
