package dev.weir.adapters.otel;

import dev.weir.telemetry.Span;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/// One of our spans as OpenTelemetry's exporters want it.
record OtelSpan(Span span, Resource resource, Attributes attributes) implements SpanData {

    OtelSpan(Span span, Resource resource) {
        this(span, resource, Values.attributes(span.attributes()));
    }

    @Override
    public String getName() {
        return span.name();
    }

    @Override
    public SpanKind getKind() {
        return switch (span.kind()) {
            case SERVER -> SpanKind.SERVER;
            case CLIENT -> SpanKind.CLIENT;
        };
    }

    @Override
    public SpanContext getSpanContext() {
        return SpanContext.create(span.trace(), span.id(), TraceFlags.getSampled(), state());
    }

    @Override
    public SpanContext getParentSpanContext() {
        if (span.parent().isEmpty()) {
            return SpanContext.getInvalid();
        }
        return span.remote()
                ? SpanContext.createFromRemoteParent(
                        span.trace(), span.parent(), TraceFlags.getSampled(), TraceState.getDefault())
                : SpanContext.create(span.trace(), span.parent(), TraceFlags.getSampled(), TraceState.getDefault());
    }

    private TraceState state() {
        TraceStateBuilder state = TraceState.builder();
        for (String member : List.of(span.state().split(",")).reversed()) { // what is put last stands first
            String[] entry = member.strip().split("=", 2);
            if (entry.length == 2) {
                state.put(entry[0], entry[1]);
            }
        }
        return state.build();
    }

    @Override
    public StatusData getStatus() {
        return span.failed() ? StatusData.error() : StatusData.unset();
    }

    @Override
    public long getStartEpochNanos() {
        return Values.nanos(span.start());
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public List<EventData> getEvents() {
        return span.events().stream()
                .map(event -> EventData.create(Values.nanos(event.at()), event.name(), Attributes.empty()))
                .toList();
    }

    @Override
    public List<LinkData> getLinks() {
        return List.of();
    }

    @Override
    public long getEndEpochNanos() {
        return Values.nanos(span.end());
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return span.events().size();
    }

    @Override
    public int getTotalRecordedLinks() {
        return 0;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    /// What the interface still wants beside its successor.
    @Override
    @Deprecated
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(Values.SCOPE.getName(), null);
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return Values.SCOPE;
    }

    @Override
    public Resource getResource() {
        return resource;
    }
}
