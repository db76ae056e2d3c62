package dev.weir.route;

import java.util.function.LongSupplier;

/// How many of a provider's calls may be asked again there: a share of those of the last ten seconds, and always a few.
/// So that a provider in trouble does not get more calls for it. Safe for several threads.
final class RetryBudget {

    private static final long HALF = 5_000_000_000L;
    private static final int ALWAYS = 3;

    private final LongSupplier nanos;
    private long half = Long.MIN_VALUE;
    private long calls;
    private long retries;
    private long callsBefore;
    private long retriesBefore;

    RetryBudget(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void called() {
        slide();
        calls++;
    }

    /// Takes one, if there is one.
    synchronized boolean take(int percent) {
        slide();
        long allowed = Math.max(percent == 0 ? 0 : ALWAYS, (calls + callsBefore) * percent / 100);
        if (retries + retriesBefore >= allowed) {
            return false;
        }
        retries++;
        return true;
    }

    private void slide() {
        long now = Math.floorDiv(nanos.getAsLong(), HALF);
        if (now == half) {
            return;
        }
        boolean next = now == half + 1;
        callsBefore = next ? calls : 0;
        retriesBefore = next ? retries : 0;
        calls = 0;
        retries = 0;
        half = now;
    }
}
