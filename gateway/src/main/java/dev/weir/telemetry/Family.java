package dev.weir.telemetry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What one metric says at a moment.
///
/// @param name as OpenTelemetry writes it: `weir.calls`
/// @param unit in UCUM: `s`, `By`, `1`, or a thing in braces
/// @param labels their names, in the order of every point's values
public record Family(String name, Kind kind, String unit, String help, List<String> labels, List<Point> points) {

    /// How its values are to be read.
    public enum Kind {
        /// Goes up only.
        COUNTER,
        /// Is what it is now.
        GAUGE,
        HISTOGRAM
    }

    /// One series.
    public sealed interface Point {

        /// The values of the labels.
        List<String> values();

        record Single(List<String> values, double value) implements Point {
            public Single {
                values = List.copyOf(values);
            }
        }

        /// @param counts of each bucket alone, one more than there are bounds
        /// @param examples one for each bucket
        record Buckets(
                List<String> values,
                List<Double> bounds,
                List<Long> counts,
                double sum,
                List<Optional<Example>> examples)
                implements Point {
            public Buckets {
                values = List.copyOf(values);
                bounds = List.copyOf(bounds);
                counts = List.copyOf(counts);
                examples = List.copyOf(examples);
            }

            public long count() {
                return counts.stream().mapToLong(Long::longValue).sum();
            }
        }
    }

    /// One of the measured values, and the trace in which it was measured.
    public record Example(String trace, String span, double value, Instant at) {}

    public Family {
        labels = List.copyOf(labels);
        points = List.copyOf(points);
    }
}
