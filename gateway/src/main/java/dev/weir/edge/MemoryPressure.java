package dev.weir.edge;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the memory of the process is as good as used up, so that new work would take running work down with it.
///
/// A heap that looks full may hold nothing but garbage, and a process that takes no work makes none, so nobody would
/// ever collect it: before it is believed, it is collected, at most twice a minute.
public final class MemoryPressure {

    /// How much of what there may be is in use, each from 0 to 1.
    ///
    /// @param direct memory outside the heap that sockets read into and write from
    public record Reading(double heap, double direct) {}

    private static final Logger LOG = LoggerFactory.getLogger(MemoryPressure.class);
    private static final double FULL = 0.9;
    private static final long BETWEEN_COLLECTIONS = Duration.ofSeconds(30).toNanos();

    private final Supplier<Reading> memory;
    private final Runnable collect;
    private final LongSupplier nanos;
    private long collected;
    private volatile boolean full;

    /// @param collect throws garbage away; may take its time
    /// @param nanos a monotonic clock
    public MemoryPressure(Supplier<Reading> memory, Runnable collect, LongSupplier nanos) {
        this.memory = memory;
        this.collect = collect;
        this.nanos = nanos;
        this.collected = nanos.getAsLong() - BETWEEN_COLLECTIONS;
    }

    public boolean full() {
        return full;
    }

    /// Looks once. Called again and again by one thread that may wait.
    public void look() {
        Reading reading = memory.get();
        if (reading.heap() > FULL && nanos.getAsLong() - collected >= BETWEEN_COLLECTIONS) {
            collect.run();
            collected = nanos.getAsLong();
            reading = memory.get();
        }
        boolean now = reading.heap() > FULL || reading.direct() > FULL;
        if (now != full) {
            LOG.atWarn()
                    .addKeyValue("heap_percent", Math.round(reading.heap() * 100))
                    .addKeyValue("direct_percent", Math.round(reading.direct() * 100))
                    .log(now ? "memory is used up; new calls are refused" : "there is memory again");
        }
        full = now;
    }
}
