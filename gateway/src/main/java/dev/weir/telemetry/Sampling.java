package dev.weir.telemetry;

import dev.weir.call.TraceContext;

/// Which traces are recorded.
///
/// @param ratio of the traces that begin here, from 0 to 1; the same ones at every gateway and whoever else decides by
///     trace id as OpenTelemetry does
/// @param followCallers whether a caller's decision holds for its own traces
public record Sampling(double ratio, boolean followCallers) {

    private static final int LOWER_HALF = 16;

    public boolean records(TraceContext trace) {
        if (followCallers && trace.hasParent()) {
            return trace.sampled();
        }
        if (ratio >= 1) {
            return true;
        }
        long lower = Long.parseUnsignedLong(trace.trace(), LOWER_HALF, 2 * LOWER_HALF, 16);
        return (lower & Long.MAX_VALUE) < (long) (ratio * Long.MAX_VALUE);
    }
}
