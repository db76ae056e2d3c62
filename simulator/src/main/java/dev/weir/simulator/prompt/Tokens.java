package dev.weir.simulator.prompt;

/// The one rule by which the simulator counts: four bytes of UTF-8 are a token, and what is left over is one more.
public final class Tokens {

    public static final int BYTES = 4;

    private Tokens() {}

    public static long of(long bytes) {
        return Math.ceilDiv(bytes, (long) BYTES);
    }
}
