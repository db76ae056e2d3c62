package dev.weir.telemetry;

import dev.weir.call.CallReport;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports on their way from event loops to a thread of its own, so that no loop waits for what is made of them. When
/// they come faster than they can be worked on for so long that the queue is full, some are lost, and counted.
public final class ReportQueue implements CallReport.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReportQueue.class);
    private static final int CAPACITY = 64 * 1024;
    private static final int TOGETHER = 1024;

    /// How long it waits for more, so that it is not woken for each of them.
    private static final long GATHERS = TimeUnit.MILLISECONDS.toNanos(5);

    private final BlockingQueue<CallReport> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong lost = new AtomicLong();
    private final Consumer<CallReport> work;
    private final Thread worker;
    private volatile boolean open = true;

    /// @param name of the thread
    /// @param work may wait; what it throws is told to the log
    public ReportQueue(String name, Consumer<CallReport> work) {
        this.work = work;
        this.worker = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        worker.start();
    }

    @Override
    public void ended(CallReport report) {
        if (!queue.offer(report)) {
            lost.incrementAndGet();
        }
    }

    /// How many wait.
    public int depth() {
        return queue.size();
    }

    /// How many were lost since the start.
    public long lost() {
        return lost.get();
    }

    /// Works on what is queued, and stops.
    @Override
    public void close() {
        open = false;
        worker.interrupt();
        try {
            worker.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var some = new ArrayList<CallReport>(TOGETHER);
        while (open || !queue.isEmpty()) {
            try {
                if (open) {
                    some.add(queue.take());
                }
            } catch (InterruptedException closing) {
                // the loop's condition sees it
            }
            queue.drainTo(some, TOGETHER - 1);
            some.forEach(this::work);
            boolean more = some.size() == TOGETHER;
            some.clear();
            if (open && !more) {
                LockSupport.parkNanos(this, GATHERS);
                boolean _ = Thread.interrupted(); // who closes it wakes it; what is left is worked on undisturbed
            }
        }
    }

    private void work(CallReport report) {
        try {
            work.accept(report);
        } catch (RuntimeException bug) {
            LOG.atError().addKeyValue("id", report.id()).setCause(bug).log("nothing could be made of a report");
        }
    }
}
