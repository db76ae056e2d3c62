/// Everything that knows OpenTelemetry: sends spans, metrics and the log to a collector, by OTLP.
@NullMarked
package dev.weir.adapters.otel;

import org.jspecify.annotations.NullMarked;
