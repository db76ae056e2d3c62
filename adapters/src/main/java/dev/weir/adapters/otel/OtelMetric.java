package dev.weir.adapters.otel;

import dev.weir.telemetry.Family;
import dev.weir.telemetry.Family.Example;
import dev.weir.telemetry.Family.Point;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One of our metrics as OpenTelemetry's exporters want it: what was counted since the start.
record OtelMetric(Family family, Resource resource, long since, long now) implements MetricData {

    static OtelMetric of(Family family, Resource resource, Instant since, Instant now) {
        return new OtelMetric(family, resource, Values.nanos(since), Values.nanos(now));
    }

    @Override
    public Resource getResource() {
        return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return Values.SCOPE;
    }

    @Override
    public String getName() {
        return family.name();
    }

    @Override
    public String getDescription() {
        return family.help();
    }

    @Override
    public String getUnit() {
        return family.unit();
    }

    @Override
    public MetricDataType getType() {
        return switch (family.kind()) {
            case COUNTER -> MetricDataType.DOUBLE_SUM;
            case GAUGE -> MetricDataType.DOUBLE_GAUGE;
            case HISTOGRAM -> MetricDataType.HISTOGRAM;
        };
    }

    @Override
    public Data<?> getData() {
        return switch (family.kind()) {
            case COUNTER -> SumData.createDoubleSumData(true, AggregationTemporality.CUMULATIVE, numbers());
            case GAUGE -> GaugeData.createDoubleGaugeData(numbers());
            case HISTOGRAM -> HistogramData.create(AggregationTemporality.CUMULATIVE, buckets());
        };
    }

    private Attributes attributes(Point point) {
        return Values.attributes(family.labels(), point.values());
    }

    private List<DoublePointData> numbers() {
        return points(Point.Single.class)
                .map(one -> DoublePointData.create(since, now, attributes(one), one.value(), List.of()))
                .toList();
    }

    private List<HistogramPointData> buckets() {
        return points(Point.Buckets.class).map(this::buckets).toList();
    }

    private HistogramPointData buckets(Point.Buckets one) {
        return new OtelBuckets(
                one,
                attributes(one),
                since,
                now,
                one.examples().stream()
                        .flatMap(Optional::stream)
                        .map(OtelMetric::exemplar)
                        .toList());
    }

    private static DoubleExemplarData exemplar(Example example) {
        return DoubleExemplarData.create(
                Attributes.empty(),
                Values.nanos(example.at()),
                SpanContext.create(example.trace(), example.span(), TraceFlags.getSampled(), TraceState.getDefault()),
                example.value());
    }

    private <P extends Point> Stream<P> points(Class<P> kind) {
        return family.points().stream().filter(kind::isInstance).map(kind::cast);
    }
}
