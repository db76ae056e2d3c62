package dev.weir.app;

import dev.weir.edge.MemoryPressure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/// Looks at the memory of the process once a second, on a thread of its own.
final class MemoryWatch implements AutoCloseable {

    private final MemoryPressure pressure;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param direct the share of the memory outside the heap that is in use
    MemoryWatch(DoubleSupplier direct) {
        Runtime runtime = Runtime.getRuntime();
        this.pressure = new MemoryPressure(
                () -> new MemoryPressure.Reading(
                        (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory(),
                        direct.getAsDouble()),
                runtime::gc,
                System::nanoTime);
    }

    MemoryPressure pressure() {
        return pressure;
    }

    void start() {
        Thread.ofPlatform().name("memory").daemon().start(this::watch);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void watch() {
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                pressure.look();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
