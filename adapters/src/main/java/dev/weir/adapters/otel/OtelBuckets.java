package dev.weir.adapters.otel;

import dev.weir.telemetry.Family.Point;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import java.util.List;

/// The buckets of one series as OpenTelemetry's exporters want them, with their examples.
record OtelBuckets(
        Point.Buckets buckets, Attributes attributes, long since, long now, List<DoubleExemplarData> exemplars)
        implements HistogramPointData {

    OtelBuckets {
        exemplars = List.copyOf(exemplars);
    }

    @Override
    public double getSum() {
        return buckets.sum();
    }

    @Override
    public long getCount() {
        return buckets.count();
    }

    @Override
    public boolean hasMin() {
        return false;
    }

    @Override
    public double getMin() {
        return 0;
    }

    @Override
    public boolean hasMax() {
        return false;
    }

    @Override
    public double getMax() {
        return 0;
    }

    @Override
    public List<Double> getBoundaries() {
        return buckets.bounds();
    }

    @Override
    public List<Long> getCounts() {
        return buckets.counts();
    }

    @Override
    public List<DoubleExemplarData> getExemplars() {
        return exemplars;
    }

    @Override
    public long getStartEpochNanos() {
        return since;
    }

    @Override
    public long getEpochNanos() {
        return now;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }
}
