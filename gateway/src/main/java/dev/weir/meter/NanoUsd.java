package dev.weir.meter;

/// Money, in billionths of a US dollar. Exact in 128 bits, rounded up once, and never wrapping: what is too much for a
/// `long` (9.2 billion dollars) stays at its largest.
public final class NanoUsd {

    private static final long MILLION = 1_000_000;
    private static final long LOW = 0xffff_ffffL;

    private NanoUsd() {}

    /// What so many tokens cost, rounded up. Fewer than none cost nothing.
    static long of(long tokens, long perMillion) {
        if (tokens <= 0 || perMillion <= 0) {
            return 0;
        }
        long high = Math.multiplyHigh(tokens, perMillion);
        long low = tokens * perMillion;
        if (high == 0 && low >= 0) {
            return low / MILLION + (low % MILLION == 0 ? 0 : 1);
        }
        return divided(high, low, true);
    }

    /// The most tokens that cost no more than so much.
    static long tokens(long nanoUsd, long perMillion) {
        if (nanoUsd < 0) {
            return 0;
        }
        if (perMillion <= 0) {
            return Long.MAX_VALUE;
        }
        long high = Math.multiplyHigh(nanoUsd, MILLION);
        long low = nanoUsd * MILLION;
        if (high == 0 && low >= 0) {
            return low / perMillion;
        }
        return quotient(high, low, perMillion);
    }

    /// Of two amounts that are not negative.
    public static long plus(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum; // neither is negative
    }

    static long times(long one, long other) {
        return Math.multiplyHigh(one, other) == 0 && one * other >= 0 ? one * other : Long.MAX_VALUE;
    }

    /// A million fits into 20 bits, so that digits of 32 bits divide in longs.
    private static long divided(long high, long low, boolean up) {
        long rest = 0;
        long[] digits = {high >>> 32, high & LOW, low >>> 32, low & LOW};
        long result = 0;
        for (long digit : digits) {
            long part = rest << 32 | digit;
            if (result >>> 31 != 0) {
                return Long.MAX_VALUE;
            }
            result = result << 32 | part / MILLION;
            rest = part % MILLION;
        }
        return up && rest > 0 ? plus(result, 1) : result;
    }

    /// Long division bit by bit; only for amounts above nine thousand dollars.
    private static long quotient(long high, long low, long by) {
        long rest = 0;
        long result = 0;
        for (int bit = 127; bit >= 0; bit--) {
            long next = bit >= 64 ? high >>> (bit - 64) & 1 : low >>> bit & 1;
            rest = rest << 1 | next; // less than 2 × by, and so right as an unsigned number
            if (result < 0 || result >>> 62 != 0) {
                return Long.MAX_VALUE;
            }
            result <<= 1;
            if (Long.compareUnsigned(rest, by) >= 0) {
                rest -= by;
                result |= 1;
            }
        }
        return result;
    }
}
