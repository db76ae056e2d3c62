package dev.weir.telemetry;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.weir.telemetry.Family.Kind;
import dev.weir.telemetry.Family.Point;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/// What is looked at of the Java process. Names are OpenTelemetry's where it has one that means the same.
public final class ProcessMetrics {

    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;

    private ProcessMetrics() {}

    /// @param direct the share in use of the memory outside the heap
    public static void of(Metrics metrics, DoubleSupplier direct) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        metrics.observed(
                "jvm.memory.used",
                Kind.GAUGE,
                "By",
                "Memory in use.",
                List.of("jvm.memory.type"),
                () -> areas(memory, MemoryUsage::getUsed));
        metrics.observed(
                "jvm.memory.limit",
                Kind.GAUGE,
                "By",
                "Memory that may be used; -1 if nothing limits it.",
                List.of("jvm.memory.type"),
                () -> areas(memory, MemoryUsage::getMax));
        metrics.observed(
                "jvm.buffer.memory.used",
                Kind.GAUGE,
                "By",
                "Memory of buffers outside the heap.",
                List.of("jvm.buffer.pool.name"),
                () -> ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .<Point>map(pool -> new Point.Single(List.of(pool.getName()), pool.getMemoryUsed()))
                        .toList());
        metrics.observed(
                "weir.memory.direct",
                Kind.GAUGE,
                "1",
                "The share in use of what the network may have outside the heap.",
                direct::getAsDouble);
        collectors(metrics);
        metrics.observed(
                "jvm.thread.count",
                Kind.GAUGE,
                "{thread}",
                "Platform threads.",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            metrics.observed(
                    "jvm.cpu.time",
                    Kind.COUNTER,
                    "s",
                    "Processor time of the process.",
                    () -> system.getProcessCpuTime() / NANOS);
            metrics.observed(
                    "jvm.file_descriptor.count",
                    Kind.GAUGE,
                    "{file_descriptor}",
                    "Open files and connections.",
                    system::getOpenFileDescriptorCount);
            metrics.observed(
                    "jvm.file_descriptor.limit",
                    Kind.GAUGE,
                    "{file_descriptor}",
                    "How many may be open.",
                    system::getMaxFileDescriptorCount);
        }
    }

    private static void collectors(Metrics metrics) {
        List<GarbageCollectorMXBean> all = ManagementFactory.getGarbageCollectorMXBeans();
        metrics.observed(
                "weir.gc.time",
                Kind.COUNTER,
                "s",
                "Time that garbage collectors took.",
                List.of("collector"),
                () -> of(all, one -> one.getCollectionTime() / MILLIS));
        metrics.observed(
                "weir.gc.collections",
                Kind.COUNTER,
                "{collection}",
                "How often they worked.",
                List.of("collector"),
                () -> of(all, GarbageCollectorMXBean::getCollectionCount));
    }

    private static List<Point> of(
            List<GarbageCollectorMXBean> all, ToDoubleFunction<? super GarbageCollectorMXBean> value) {
        return all.stream()
                .<Point>map(one -> new Point.Single(List.of(one.getName()), value.applyAsDouble(one)))
                .toList();
    }

    private static List<Point> areas(MemoryMXBean memory, ToDoubleFunction<? super MemoryUsage> value) {
        return List.of(
                new Point.Single(List.of("heap"), value.applyAsDouble(memory.getHeapMemoryUsage())),
                new Point.Single(List.of("non_heap"), value.applyAsDouble(memory.getNonHeapMemoryUsage())));
    }
}
