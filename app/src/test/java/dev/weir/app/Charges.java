package dev.weir.app;

import dev.weir.wire.chat.Usage;
import java.math.BigInteger;

/// What a simulated provider charges, in nano-dollars for a million tokens or searches, and what a bill of it comes to:
/// worked out here once more, and not by what is being tested.
///
/// @param heard for sound that is fresh
/// @param heardAgain for sound that is read from the cache
record Charges(
        long fresh, long read, long minutes5, long hour1, long output, long search, long heard, long heardAgain) {

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    static Charges of(Metered.Lane lane) {
        long one = lane.times();
        return new Charges(
                3_000_000_007L * one,
                310_000_013L * one,
                3_770_000_023L * one,
                5_990_000_039L * one,
                15_100_000_057L * one,
                10_000_019_000_000L * one,
                7_130_000_003L * one,
                730_000_001L * one);
    }

    long cost(Usage usage) {
        return item(usage.fresh() - usage.audio().fresh(), fresh)
                + item(usage.audio().fresh(), heard)
                + item(usage.cacheRead() - usage.audio().cached(), read)
                + item(usage.audio().cached(), heardAgain)
                + item(usage.cacheWrite().minutes5(), minutes5)
                + item(usage.cacheWrite().hour1(), hour1)
                + item(usage.output(), output)
                + item(usage.searches(), search);
    }

    private static long item(long tokens, long price) {
        BigInteger[] parts =
                BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price)).divideAndRemainder(MILLION);
        return parts[0].longValueExact() + (parts[1].signum() > 0 ? 1 : 0);
    }

    /// The body of a `PUT /pricing/{provider}/{model}`.
    String override() {
        return """
                {"input_per_million": "%s", "cache_read_per_million": "%s", "cache_write_per_million": "%s",
                 "cache_write_1h_per_million": "%s", "output_per_million": "%s", "web_search_per_1k": "%s",
                 "audio_input_per_million": "%s", "audio_cache_read_per_million": "%s"}""".formatted(
                        dollars(fresh),
                        dollars(read),
                        dollars(minutes5),
                        dollars(hour1),
                        dollars(output),
                        dollars(search / 1_000),
                        dollars(heard),
                        dollars(heardAgain));
    }

    private static String dollars(long nano) {
        return "%d.%09d".formatted(nano / 1_000_000_000, nano % 1_000_000_000);
    }
}
