package dev.weir.adapters.otel;

import dev.weir.adapters.http.Trust;
import dev.weir.config.TelemetryConfig;
import dev.weir.telemetry.Family;
import dev.weir.telemetry.GatewayMetrics.Queue;
import dev.weir.telemetry.LogRecord;
import dev.weir.telemetry.Span;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// A collector of telemetry, spoken to by OTLP. Takes spans and lines of the log without waiting, and sends metrics now
/// and then. Whether it is there makes no difference to calls: what it does not take is lost, and counted.
public final class Collector implements AutoCloseable {

    private static final long LONGEST_SENDING_SECONDS = 30;
    private static final long LONGEST_GOODBYE_SECONDS = 3;

    private final TelemetryConfig.Otlp otlp;
    private final Resource resource;
    private final Supplier<List<Family>> metrics;
    private final Optional<Batches<SpanData>> spans;
    private final Optional<Batches<LogRecordData>> lines;
    private final Optional<MetricExporter> metricExporter;
    private final List<AutoCloseable> exporters = new ArrayList<>();
    private final AtomicLong metricsLost = new AtomicLong();
    private final Delivery delivery = new Delivery("otlp-metrics");
    private final Instant since = Instant.now();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread measuring;

    /// Who tells.
    ///
    /// @param service the name of the service
    /// @param instance of this process
    public record Who(String service, String version, String instance) {}

    /// @param headers that it is shown, with their secrets
    /// @param trust whom to believe
    /// @param metrics reads all of them
    public Collector(
            TelemetryConfig.Otlp otlp,
            Map<String, String> headers,
            Who who,
            Trust trust,
            Supplier<List<Family>> metrics) {
        this.otlp = otlp;
        this.metrics = metrics;
        this.resource = Resource.create(Attributes.builder()
                .put("service.name", who.service())
                .put("service.version", who.version())
                .put("service.instance.id", who.instance())
                .put("telemetry.sdk.language", "java")
                .build());
        this.spans = otlp.traces() ? Optional.of(spans(headers, trust)) : Optional.empty();
        this.lines = otlp.logs() ? Optional.of(lines(headers, trust)) : Optional.empty();
        this.metricExporter = otlp.metrics() ? Optional.of(metricExporter(headers, trust)) : Optional.empty();
        this.measuring = Thread.ofPlatform().name("otlp-metrics").daemon().unstarted(this::measure);
    }

    public void start() {
        measuring.start();
    }

    /// Whether it is sent any.
    public boolean takesSpans() {
        return spans.isPresent();
    }

    /// Never waits.
    public void spans(List<Span> made) {
        spans.ifPresent(batches -> made.forEach(span -> batches.add(new OtelSpan(span, resource))));
    }

    /// Never waits.
    public void line(LogRecord line) {
        lines.ifPresent(batches -> batches.add(new OtelRecord(line, resource)));
    }

    /// What waits here, and what was lost.
    public List<Queue> queues() {
        var queues = new ArrayList<Queue>();
        spans.ifPresent(one -> queues.add(new Queue("otlp-traces", one::depth, one::lost)));
        lines.ifPresent(one -> queues.add(new Queue("otlp-logs", one::depth, one::lost)));
        metricExporter.ifPresent(_ -> queues.add(new Queue("otlp-metrics", () -> 0, metricsLost::get)));
        return queues;
    }

    /// Sends what there is, the metrics once more, and stops.
    @Override
    public void close() {
        closed.countDown();
        try {
            measuring.join();
            spans.ifPresent(Batches::close);
            lines.ifPresent(Batches::close);
            for (AutoCloseable exporter : exporters) {
                exporter.close();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            throw new IllegalStateException("an exporter could not be closed", failure);
        }
    }

    private void measure() {
        try {
            boolean last = false;
            while (!last) {
                last = closed.await(otlp.interval().toMillis(), TimeUnit.MILLISECONDS);
                long most = last ? LONGEST_GOODBYE_SECONDS : LONGEST_SENDING_SECONDS;
                metricExporter.ifPresent(exporter -> send(exporter, most));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(MetricExporter exporter, long mostSeconds) {
        Instant now = Instant.now();
        List<MetricData> all = metrics.get().stream()
                .filter(family -> !family.points().isEmpty())
                .<MetricData>map(family -> OtelMetric.of(family, resource, since, now))
                .toList();
        boolean taken = exporter.export(all).join(mostSeconds, TimeUnit.SECONDS).isSuccess();
        metricsLost.addAndGet(taken ? 0 : 1);
        delivery.went(taken);
    }

    private Batches<SpanData> spans(Map<String, String> headers, Trust trust) {
        SpanExporter exporter = spanExporter(headers, trust);
        exporters.add(exporter);
        return new Batches<>("otlp-traces", exporter::export);
    }

    private Batches<LogRecordData> lines(Map<String, String> headers, Trust trust) {
        LogRecordExporter exporter = lineExporter(headers, trust);
        exporters.add(exporter);
        return new Batches<>("otlp-logs", exporter::export);
    }

    private SpanExporter spanExporter(Map<String, String> headers, Trust trust) {
        return switch (otlp.protocol()) {
            case HTTP -> {
                var builder = OtlpHttpSpanExporter.builder()
                        .setEndpoint(of("/v1/traces"))
                        .setCompression("gzip");
                headers.forEach(builder::addHeader);
                yield encrypted()
                        ? builder.setSslContext(trust.context(), trust.manager())
                                .build()
                        : builder.build();
            }
            case GRPC -> {
                var builder = OtlpGrpcSpanExporter.builder().setEndpoint(of("")).setCompression("gzip");
                headers.forEach(builder::addHeader);
                yield encrypted()
                        ? builder.setSslContext(trust.context(), trust.manager())
                                .build()
                        : builder.build();
            }
        };
    }

    private MetricExporter metricExporter(Map<String, String> headers, Trust trust) {
        MetricExporter exporter = switch (otlp.protocol()) {
            case HTTP -> {
                var builder = OtlpHttpMetricExporter.builder()
                        .setEndpoint(of("/v1/metrics"))
                        .setCompression("gzip");
                headers.forEach(builder::addHeader);
                yield encrypted()
                        ? builder.setSslContext(trust.context(), trust.manager())
                                .build()
                        : builder.build();
            }
            case GRPC -> {
                var builder =
                        OtlpGrpcMetricExporter.builder().setEndpoint(of("")).setCompression("gzip");
                headers.forEach(builder::addHeader);
                yield encrypted()
                        ? builder.setSslContext(trust.context(), trust.manager())
                                .build()
                        : builder.build();
            }
        };
        exporters.add(exporter);
        return exporter;
    }

    private LogRecordExporter lineExporter(Map<String, String> headers, Trust trust) {
        return switch (otlp.protocol()) {
            case HTTP -> {
                var builder = OtlpHttpLogRecordExporter.builder()
                        .setEndpoint(of("/v1/logs"))
                        .setCompression("gzip");
                headers.forEach(builder::addHeader);
                yield encrypted()
                        ? builder.setSslContext(trust.context(), trust.manager())
                                .build()
                        : builder.build();
            }
            case GRPC -> {
                var builder =
                        OtlpGrpcLogRecordExporter.builder().setEndpoint(of("")).setCompression("gzip");
                headers.forEach(builder::addHeader);
                yield encrypted()
                        ? builder.setSslContext(trust.context(), trust.manager())
                                .build()
                        : builder.build();
            }
        };
    }

    private boolean encrypted() {
        return "https".equals(otlp.endpoint().getScheme());
    }

    private String of(String path) {
        String base = otlp.endpoint().toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }
}
