package dev.weir.simulator.format;

import java.util.Locale;

/// The ids of one answer. They follow from the seed and the number of the request, so that the same requests in the
/// same order get the same ids. For one thread.
public final class Ids {

    private final long seed;
    private final long request;
    private int count;

    public Ids(long seed, long request) {
        this.seed = seed;
        this.request = request;
    }

    String next(String prefix) {
        return String.format(Locale.ROOT, "%s%06x%010x%04x", prefix, seed & 0xffffff, request, count++);
    }
}
