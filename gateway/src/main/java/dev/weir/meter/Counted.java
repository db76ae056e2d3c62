package dev.weir.meter;

import dev.weir.wire.chat.Usage;

/// What a provider counted, as far as that can be: nothing less than nothing, and nothing more than a trillion tokens
/// or a million searches.
///
/// @param suspect whether it said something else
public record Counted(Usage usage, boolean suspect) {

    private static final long MOST = 1_000_000_000_000L;
    private static final long MOST_SEARCHES = 1_000_000;
    private static final long TIMES_THE_BOUND = 4;

    public static Counted of(Usage said) {
        Usage.CacheWrite write = said.cacheWrite();
        if (possible(said.fresh())
                && possible(said.cacheRead())
                && possible(write.minutes5())
                && possible(write.minutes30())
                && possible(write.hour1())
                && possible(write.hours12())
                && possible(said.output())
                && possible(said.reasoning())
                && said.searches() >= 0
                && said.searches() <= MOST_SEARCHES) {
            return new Counted(said, false);
        }
        return new Counted(
                new Usage(
                                clamped(said.fresh()),
                                clamped(said.cacheRead()),
                                new Usage.CacheWrite(
                                        clamped(write.minutes5()),
                                        clamped(write.minutes30()),
                                        clamped(write.hour1()),
                                        clamped(write.hours12())),
                                clamped(said.output()),
                                clamped(said.reasoning()),
                                Math.clamp(said.searches(), 0, MOST_SEARCHES))
                        .withAudio(said.audio()),
                true);
    }

    /// The same for a call of which it is known how much it can use. What is more than four times that is no miscount
    /// any more, and counts as four times.
    public static Counted of(Usage said, Bound bound) {
        Counted counted = of(said);
        Usage usage = counted.usage();
        long mostOutput = NanoUsd.times(TIMES_THE_BOUND, bound.output());
        if (bound.output() <= 0 || usage.output() <= mostOutput) {
            return counted;
        }
        return new Counted(
                new Usage(
                                usage.fresh(),
                                usage.cacheRead(),
                                usage.cacheWrite(),
                                mostOutput,
                                Math.min(usage.reasoning(), mostOutput),
                                usage.searches())
                        .withAudio(usage.audio()),
                true);
    }

    private static boolean possible(long tokens) {
        return tokens >= 0 && tokens <= MOST;
    }

    private static long clamped(long tokens) {
        return Math.clamp(tokens, 0, MOST);
    }
}
