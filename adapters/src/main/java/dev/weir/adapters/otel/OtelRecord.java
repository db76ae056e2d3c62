package dev.weir.adapters.otel;

import dev.weir.telemetry.LogRecord;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;

/// One line of our log as OpenTelemetry's exporters want it.
record OtelRecord(LogRecord line, Resource resource, Attributes attributes) implements LogRecordData {

    OtelRecord(LogRecord line, Resource resource) {
        this(line, resource, Values.attributes(line.fields()));
    }

    @Override
    public Resource getResource() {
        return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return InstrumentationScopeInfo.create(line.logger());
    }

    @Override
    public long getTimestampEpochNanos() {
        return Values.nanos(line.at());
    }

    @Override
    public long getObservedTimestampEpochNanos() {
        return getTimestampEpochNanos();
    }

    @Override
    public SpanContext getSpanContext() {
        Object trace = line.fields().getOrDefault("trace_id", "");
        Object span = line.fields().getOrDefault("span_id", "");
        return SpanContext.create(trace.toString(), span.toString(), TraceFlags.getDefault(), TraceState.getDefault());
    }

    @Override
    public Severity getSeverity() {
        return switch (line.level()) {
            case "ERROR" -> Severity.ERROR;
            case "WARN" -> Severity.WARN;
            case "INFO" -> Severity.INFO;
            case "DEBUG" -> Severity.DEBUG;
            default -> Severity.TRACE;
        };
    }

    @Override
    public String getSeverityText() {
        return line.level();
    }

    /// What the interface still wants beside its successor.
    @Override
    @Deprecated
    public io.opentelemetry.sdk.logs.data.Body getBody() {
        return io.opentelemetry.sdk.logs.data.Body.string(line.message());
    }

    @Override
    public io.opentelemetry.api.common.Value<?> getBodyValue() {
        return io.opentelemetry.api.common.Value.of(line.message());
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }
}
