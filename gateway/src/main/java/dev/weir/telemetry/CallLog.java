package dev.weir.telemetry;

import dev.weir.call.CallReport;
import dev.weir.call.Outcome;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes the one line that each call leaves, on a thread of its own: an event loop never waits for a terminal or a
/// disk.
///
/// When lines come faster than they can be written for so long that the queue is full, some are lost; how many is in
/// the next line that is written.
public final class CallLog implements CallReport.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("weir.call");

    private final BlockingQueue<CallReport> queue = new ArrayBlockingQueue<>(64 * 1024);
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean open = true;

    public CallLog() {
        writer = Thread.ofPlatform().name("call-log").daemon().unstarted(this::write);
        writer.start();
    }

    @Override
    public void ended(CallReport report) {
        if (!queue.offer(report)) {
            lost.incrementAndGet();
        }
    }

    /// Writes what is queued, and stops.
    @Override
    public void close() {
        open = false;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        while (open || !queue.isEmpty()) {
            try {
                log(open ? queue.take() : queue.remove());
            } catch (InterruptedException closing) {
                // the loop's condition sees it
            }
        }
    }

    private void log(CallReport report) {
        Map<String, Object> fields = CallLine.of(report);
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            fields.put("lines_lost_before", missing);
        }
        LoggingEventBuilder line = LOG.atLevel(level(report.outcome()));
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            line = line.addKeyValue(field.getKey(), field.getValue());
        }
        if (report.outcome() instanceof Outcome.Failed failed) {
            line = line.setCause(failed.cause());
        }
        line.log("call");
    }

    private static Level level(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Served _, Outcome.Answered _, Outcome.Refused _ -> Level.INFO;
            case Outcome.Unserved _, Outcome.Broken _ -> Level.WARN;
            case Outcome.Failed _ -> Level.ERROR;
        };
    }
}
