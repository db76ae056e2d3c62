package dev.weir.telemetry;

import dev.weir.telemetry.Family.Example;
import dev.weir.telemetry.Family.Kind;
import dev.weir.telemetry.Family.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All metrics of the process. Written from any thread, read by whoever shows or sends them.
///
/// A metric has at most so many series; values beyond are counted in one whose labels all say `other`, so that neither
/// callers nor a mistake of ours fill the memory.
public final class Metrics {

    static final int MOST_SERIES = 20_000;

    /// Makes the family that is read.
    private final List<Supplier<Family>> families = new CopyOnWriteArrayList<>();

    /// Something that is counted.
    public final class Counter {
        private final List<String> labels;
        private final Map<List<String>, DoubleAdder> series = new ConcurrentHashMap<>();

        private Counter(String name, String unit, String help, List<String> labels) {
            this.labels = labels;
            families.add(() -> new Family(
                    name,
                    Kind.COUNTER,
                    unit,
                    help,
                    labels,
                    series.entrySet().stream()
                            .<Point>map(one -> new Point.Single(
                                    one.getKey(), one.getValue().sum()))
                            .toList()));
        }

        public void add(double amount, String... values) {
            series.computeIfAbsent(bounded(series, labels, values), _ -> new DoubleAdder())
                    .add(amount);
        }
    }

    /// Something whose distribution is wanted.
    public final class Histogram {
        private final List<String> labels;
        private final double[] bounds;
        private final Map<List<String>, Cells> series = new ConcurrentHashMap<>();

        private Histogram(String name, String unit, String help, double[] bounds, List<String> labels) {
            this.labels = labels;
            this.bounds = bounds.clone();
            families.add(() -> new Family(
                    name,
                    Kind.HISTOGRAM,
                    unit,
                    help,
                    labels,
                    series.entrySet().stream()
                            .<Point>map(one -> one.getValue().read(one.getKey(), this.bounds))
                            .toList()));
        }

        /// @param example where it was measured, if that can be looked at
        public void record(double value, Optional<Example> example, String... values) {
            series.computeIfAbsent(bounded(series, labels, values), _ -> new Cells(bounds.length + 1))
                    .record(value, bounds, example.orElse(null));
        }
    }

    /// The buckets of one series.
    private static final class Cells {
        private final long[] counts;
        private final @Nullable Example[] examples;
        private double sum;

        Cells(int size) {
            counts = new long[size];
            examples = new Example[size];
        }

        synchronized void record(double value, double[] bounds, @Nullable Example example) {
            int found = Arrays.binarySearch(bounds, value); // a bound belongs to the bucket that it ends
            int bucket = found >= 0 ? found : -found - 1;
            counts[bucket]++;
            sum += value;
            if (example != null) {
                examples[bucket] = example;
            }
        }

        synchronized Point.Buckets read(List<String> values, double[] bounds) {
            var read = new ArrayList<Optional<Example>>(examples.length);
            for (Example example : examples) {
                read.add(Optional.ofNullable(example));
            }
            return new Point.Buckets(
                    values,
                    Arrays.stream(bounds).boxed().toList(),
                    Arrays.stream(counts).boxed().toList(),
                    sum,
                    read);
        }
    }

    public Counter counter(String name, String unit, String help, String... labels) {
        return new Counter(name, unit, help, List.of(labels));
    }

    /// @param bounds the upper ends of the buckets, ascending
    public Histogram histogram(String name, String unit, String help, double[] bounds, String... labels) {
        return new Histogram(name, unit, help, bounds, List.of(labels));
    }

    /// Something that is looked at when somebody asks.
    ///
    /// @param kind a gauge, or a counter that somebody else keeps
    public void observed(
            String name, Kind kind, String unit, String help, List<String> labels, Supplier<List<Point>> points) {
        families.add(() -> new Family(name, kind, unit, help, labels, points.get()));
    }

    /// The same with a single value.
    public void observed(String name, Kind kind, String unit, String help, Supplier<? extends Number> value) {
        observed(
                name,
                kind,
                unit,
                help,
                List.of(),
                () -> List.of(new Point.Single(List.of(), value.get().doubleValue())));
    }

    /// All of them, as they are now.
    public List<Family> read() {
        return families.stream().map(Supplier::get).toList();
    }

    private static List<String> bounded(Map<List<String>, ?> series, List<String> labels, String... values) {
        List<String> wanted = List.of(values);
        if (wanted.size() != labels.size()) {
            throw new IllegalArgumentException("the labels are %s, the values %s".formatted(labels, wanted));
        }
        return series.size() < MOST_SERIES || series.containsKey(wanted)
                ? wanted
                : Collections.nCopies(labels.size(), Names.OTHER);
    }
}
