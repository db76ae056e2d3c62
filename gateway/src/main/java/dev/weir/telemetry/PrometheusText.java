package dev.weir.telemetry;

import dev.weir.telemetry.Family.Example;
import dev.weir.telemetry.Family.Kind;
import dev.weir.telemetry.Family.Point;
import java.util.List;
import java.util.Optional;

/// Metrics as Prometheus reads them, in its text format or in OpenMetrics, which has exemplars. Names are those that
/// OpenTelemetry's rules make of ours: `weir.calls` is `weir_calls_total`.
public final class PrometheusText {

    public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final double MILLIS = 1000.0;

    private final StringBuilder text = new StringBuilder(16 * 1024);
    private final boolean open;

    private PrometheusText(boolean open) {
        this.open = open;
    }

    /// @param open whether as OpenMetrics
    public static String of(List<Family> families, boolean open) {
        var page = new PrometheusText(open);
        families.stream().filter(family -> !family.points().isEmpty()).forEach(page::family);
        return page.text.append(open ? "# EOF\n" : "").toString();
    }

    /// The name of a metric there, without the suffixes of its samples.
    public static String name(Family family) {
        String name = plain(family.name());
        String unit = switch (family.unit()) {
            case "s" -> "_seconds";
            case "By" -> "_bytes";
            case "1" -> family.kind() == Kind.GAUGE ? "_ratio" : "";
            default -> "";
        };
        return name.endsWith(unit) ? name : name + unit;
    }

    /// The name of a label there.
    public static String plain(String name) {
        return name.replace('.', '_');
    }

    private void family(Family family) {
        String name = name(family);
        String sample = family.kind() == Kind.COUNTER ? name + "_total" : name;
        String head = open ? name : sample;
        text.append("# HELP ").append(head).append(' ');
        escaped(family.help(), false);
        text.append("\n# TYPE ")
                .append(head)
                .append(' ')
                .append(type(family.kind()))
                .append('\n');
        for (Point point : family.points()) {
            switch (point) {
                case Point.Single(var values, double value) -> {
                    text.append(sample);
                    labels(family.labels(), values, "");
                    text.append(' ').append(number(value)).append('\n');
                }
                case Point.Buckets buckets -> buckets(family, sample, buckets);
            }
        }
    }

    private void buckets(Family family, String name, Point.Buckets buckets) {
        long so = 0;
        for (int i = 0; i < buckets.counts().size(); i++) {
            so += buckets.counts().get(i);
            text.append(name).append("_bucket");
            labels(
                    family.labels(),
                    buckets.values(),
                    i < buckets.bounds().size() ? number(buckets.bounds().get(i)) : "+Inf");
            text.append(' ').append(so);
            Optional<Example> example = buckets.examples().get(i);
            if (open && example.isPresent()) {
                example(example.get());
            }
            text.append('\n');
        }
        text.append(name).append("_sum");
        labels(family.labels(), buckets.values(), "");
        text.append(' ').append(number(buckets.sum())).append('\n').append(name).append("_count");
        labels(family.labels(), buckets.values(), "");
        text.append(' ').append(so).append('\n');
    }

    private void example(Example example) {
        text.append(" # {trace_id=\"")
                .append(example.trace())
                .append("\",span_id=\"")
                .append(example.span())
                .append("\"} ")
                .append(number(example.value()))
                .append(' ')
                .append(number(example.at().toEpochMilli() / MILLIS));
    }

    private void labels(List<String> names, List<String> values, String upTo) {
        if (names.isEmpty() && upTo.isEmpty()) {
            return;
        }
        String before = "{";
        for (int i = 0; i < names.size(); i++) {
            text.append(before).append(plain(names.get(i))).append("=\"");
            escaped(values.get(i), true);
            text.append('"');
            before = ",";
        }
        if (!upTo.isEmpty()) {
            text.append(before).append("le=\"").append(upTo).append('"');
        }
        text.append('}');
    }

    private void escaped(String value, boolean quoted) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '"' -> text.append(quoted ? "\\\"" : "\"");
                default -> text.append(c);
            }
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case HISTOGRAM -> "histogram";
        };
    }
}
