package dev.weir.adapters.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.adapters.http.Trust;
import dev.weir.config.TelemetryConfig.Otlp;
import dev.weir.config.TelemetryConfig.Otlp.Protocol;
import dev.weir.telemetry.Family;
import dev.weir.telemetry.Family.Example;
import dev.weir.telemetry.LogRecord;
import dev.weir.telemetry.Metrics;
import dev.weir.telemetry.Span;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CollectorTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private final Metrics metrics = new Metrics();

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void tellsSpansMetricsAndLines(Protocol protocol) throws Exception {
        try (var receiver = new OtlpReceiver()) {
            metrics.counter("weir.calls", "{call}", "Calls.", "team").add(3, "red");
            metrics.histogram("weir.call.duration", "s", "How long.", new double[] {0.1, 1})
                    .record(0.5, Optional.of(new Example(TRACE, "00f067aa0ba902b7", 0.5, START)));
            metrics.observed("weir.ready", Family.Kind.GAUGE, "{flag}", "Ready.", () -> 1);

            try (var collector = collector(receiver, protocol)) {
                collector.start();
                collector.spans(List.of(span()));
                collector.line(new LogRecord(
                        START, "WARN", "weir.call", "call", Map.of("trace_id", TRACE, "span_id", "00f067aa0ba902b7")));
            }

            var span = receiver.spans(1).getFirst();
            assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray()))
                    .isEqualTo(TRACE);
            assertThat(HexFormat.of().formatHex(span.getParentSpanId().toByteArray()))
                    .isEqualTo("b7ad6b7169203331");
            assertThat(span.getTraceState()).isEqualTo("a=1,b=2");
            assertThat(span.getKind()).isEqualTo(io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()).isEqualTo(1_500_000_000L);
            assertThat(OtlpReceiver.texts(span.getAttributesList()))
                    .isEqualTo(Map.of("weir.team", "red", "weir.attempts", "2", "weir.stream", "true"));
            assertThat(span.getEventsList())
                    .singleElement()
                    .satisfies(event -> assertThat(event.getName()).isEqualTo("weir.first_byte"));
            assertThat(receiver.resource()).containsEntry("service.name", "weir-test");
            assertThat(receiver.headers()).containsEntry("authorization", "Bearer for-the-collector");

            var line = receiver.line(TRACE);
            assertThat(line.getSeverityText()).isEqualTo("WARN");
            assertThat(line.getBody().getStringValue()).isEqualTo("call");

            HistogramDataPoint point =
                    receiver.metric("weir.call.duration").getHistogram().getDataPoints(0);
            assertThat(point.getBucketCountsList()).containsExactly(0L, 1L, 0L);
            assertThat(point.getExemplarsList())
                    .singleElement()
                    .satisfies(exemplar -> assertThat(HexFormat.of()
                                    .formatHex(exemplar.getTraceId().toByteArray()))
                            .isEqualTo(TRACE));
        }
    }

    @Test
    void countsWhatACollectorThatIsNotThereDoesNotTake() throws Exception {
        int nobody;
        try (var receiver = new OtlpReceiver()) {
            nobody = receiver.port();
        }
        var collector =
                new Collector(otlp(nobody, Protocol.HTTP), Map.of(), who(), Trust.of(Optional.empty()), metrics::read);
        collector.start();

        collector.spans(List.of(span()));
        collector.close();

        assertThat(collector.queues())
                .filteredOn(queue -> queue.name().equals("otlp-traces"))
                .singleElement()
                .satisfies(queue -> assertThat(queue.lost().getAsLong()).isEqualTo(1));
    }

    private Collector collector(OtlpReceiver receiver, Protocol protocol) {
        return new Collector(
                otlp(receiver.port(), protocol),
                Map.of("authorization", "Bearer for-the-collector"),
                who(),
                Trust.of(Optional.empty()),
                metrics::read);
    }

    private static Collector.Who who() {
        return new Collector.Who("weir-test", "1", "one");
    }

    private static Otlp otlp(int port, Protocol protocol) {
        return new Otlp(
                URI.create("http://127.0.0.1:" + port), protocol, Map.of(), true, true, true, Duration.ofHours(1));
    }

    private static Span span() {
        return new Span(
                TRACE,
                "00f067aa0ba902b7",
                "b7ad6b7169203331",
                true,
                "a=1,b=2",
                "POST messages",
                Span.Kind.SERVER,
                START,
                START.plusMillis(1_500),
                Map.of("weir.team", "red", "weir.attempts", 2L, "weir.stream", true),
                List.of(new Span.Event("weir.first_byte", START.plusMillis(5))),
                true);
    }
}
