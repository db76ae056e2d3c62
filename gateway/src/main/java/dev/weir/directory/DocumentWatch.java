package dev.weir.directory;

import dev.weir.store.Contents;
import dev.weir.store.DocumentStore;
import dev.weir.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that what is in force is what the store says: looks every two seconds, and at once when somebody
/// announces a change. While the store is away what was read last stays in force, and everybody can see that.
///
/// Looks on one thread, so there is one look at a time, however many announce.
public final class DocumentWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final DocumentStore store;
    private final List<Consumer<Contents>> readers;
    private final LongSupplier nanos;
    private final Semaphore wanted = new Semaphore(0);
    private volatile boolean closed;
    private volatile boolean away;
    private volatile long lookedAt;
    private volatile long sequence;

    /// @param sequence of the contents that the readers have
    /// @param readers are told all documents when any has changed
    /// @param nanos a monotonic clock
    public DocumentWatch(DocumentStore store, long sequence, List<Consumer<Contents>> readers, LongSupplier nanos) {
        this.store = store;
        this.sequence = sequence;
        this.readers = List.copyOf(readers);
        this.nanos = nanos;
        this.lookedAt = nanos.getAsLong();
        store.onChange(wanted::release);
    }

    public void start() {
        Thread.ofPlatform().name("documents").daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (!closed) {
                boolean announced = wanted.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
                if (announced) {
                    wanted.drainPermits();
                }
                look();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks once.
    public synchronized void look() {
        try {
            if (store.sequence() != sequence) {
                Contents contents = store.contents();
                readers.forEach(reader -> reader.accept(contents));
                sequence = contents.sequence();
                LOG.atInfo().addKeyValue("sequence", sequence).log("documents replaced");
            }
            lookedAt = nanos.getAsLong();
            if (away) {
                away = false;
                LOG.atInfo().log("the store is there again");
            }
        } catch (StoreUnavailable unavailable) {
            if (!away) {
                away = true;
                LOG.atError()
                        .addKeyValue("why", String.valueOf(unavailable.getMessage()))
                        .log("the store is away; calls go on with what was read last");
            }
        } catch (RuntimeException failure) {
            LOG.atError().setCause(failure).log("the documents could not be read; those before stay in force");
        }
    }

    /// Whether the store did not answer when it was looked at last.
    public boolean away() {
        return away;
    }

    /// Of the last change that is in force.
    public long sequence() {
        return sequence;
    }

    /// How old what is in force may be.
    public Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - lookedAt);
    }

    @Override
    public void close() {
        closed = true;
        wanted.release();
    }
}
