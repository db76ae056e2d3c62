/// Turns reports of calls into the log line, metrics and spans, afterwards and off the event loops. Knows nothing of
/// how spans and metrics leave the process, but for the text that Prometheus reads.
@NullMarked
package dev.weir.telemetry;

import org.jspecify.annotations.NullMarked;
