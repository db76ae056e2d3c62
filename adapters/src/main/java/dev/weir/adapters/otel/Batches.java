package dev.weir.adapters.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// What is on its way to the collector, sent together: as soon as there are many, and after a while if there are few.
/// What does not fit and what the collector did not take is lost, and counted.
final class Batches<T> implements AutoCloseable {

    private static final int CAPACITY = 16 * 1024;
    private static final int MANY = 512;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_SENDING = Duration.ofSeconds(30);

    /// A collector that is not there must not keep a gateway from ending.
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);

    private final BlockingQueue<T> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong lost = new AtomicLong();
    private final Function<? super Collection<T>, CompletableResultCode> send;
    private final Delivery delivery;
    private final Thread sender;
    private volatile boolean open = true;

    /// @param name of the thread
    Batches(String name, Function<? super Collection<T>, CompletableResultCode> send) {
        this.send = send;
        this.delivery = new Delivery(name);
        this.sender = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        sender.start();
    }

    /// Never waits.
    void add(T one) {
        if (!queue.offer(one)) {
            lost.incrementAndGet();
        }
    }

    int depth() {
        return queue.size();
    }

    long lost() {
        return lost.get();
    }

    /// Sends what there is, and stops.
    @Override
    public void close() {
        open = false;
        sender.interrupt();
        try {
            sender.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (open || !queue.isEmpty()) {
            var batch = new ArrayList<T>(MANY);
            try {
                gather(batch);
            } catch (InterruptedException closing) {
                queue.drainTo(batch, MANY - batch.size());
            }
            if (!batch.isEmpty()) {
                deliver(batch);
            }
        }
    }

    private void gather(List<T> batch) throws InterruptedException {
        if (!open) {
            queue.drainTo(batch, MANY);
            return;
        }
        batch.add(queue.take());
        long until = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (batch.size() < MANY) {
            T next = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            batch.add(next);
        }
    }

    private void deliver(List<T> batch) {
        Duration most = open ? LONGEST_SENDING : LONGEST_GOODBYE;
        CompletableResultCode result = send.apply(batch).join(most.toMillis(), TimeUnit.MILLISECONDS);
        if (!result.isSuccess()) {
            lost.addAndGet(batch.size());
        }
        delivery.went(result.isSuccess());
    }
}
