package dev.weir.wire.chat;

import java.util.List;
import java.util.stream.Stream;

/// What a provider counted for one answer: tokens, and searches. All counts are disjoint but `reasoning`, which is part
/// of `output`, and `audio`, which is part of several.
///
/// @param fresh input that was neither read from a cache nor written to one
/// @param cacheRead input that was read from the provider's prompt cache
/// @param cacheWrite input that was written to it, by how long it stays
/// @param output all output, reasoning included
/// @param reasoning the part of `output` that was reasoning
/// @param audio the parts that were sound
/// @param searches how often the provider searched the web for the model, which costs something beside the tokens
/// @param others how often it ran another tool that costs something by itself, of which no price is known here
/// @param legs what is not in the other counts
/// @param on on which terms it was answered
public record Usage(
        long fresh,
        long cacheRead,
        CacheWrite cacheWrite,
        long output,
        long reasoning,
        Audio audio,
        long searches,
        long others,
        List<Leg> legs,
        On on) {

    public Usage {
        legs = List.copyOf(legs);
    }

    /// What was sound, not text, of the counts of the same names.
    ///
    /// @param cached of `cacheRead`
    public record Audio(long fresh, long cached, long output) {
        public static final Audio NONE = new Audio(0, 0, 0);

        public long input() {
            return fresh + cached;
        }

        Audio plus(Audio other) {
            return new Audio(fresh + other.fresh, cached + other.cached, output + other.output);
        }
    }

    /// In the provider's own words, as it says after the fact; empty where it does not.
    ///
    /// @param tier the speed or priority
    /// @param geo where
    public record On(String tier, String geo) {
        public static final On UNSAID = new On("", "");
    }

    /// Tokens written to a prompt cache, by the time they stay there.
    public record CacheWrite(long minutes5, long minutes30, long hour1, long hours12) {
        public static final CacheWrite NONE = new CacheWrite(0, 0, 0, 0);

        CacheWrite plus(CacheWrite other) {
            return new CacheWrite(
                    minutes5 + other.minutes5,
                    minutes30 + other.minutes30,
                    hour1 + other.hour1,
                    hours12 + other.hours12);
        }

        public long total() {
            return minutes5 + minutes30 + hour1 + hours12;
        }
    }

    public static final Usage NONE = new Usage(0, 0, CacheWrite.NONE, 0, 0);

    /// Of an answer without searches.
    public Usage(long fresh, long cacheRead, CacheWrite cacheWrite, long output, long reasoning) {
        this(fresh, cacheRead, cacheWrite, output, reasoning, 0);
    }

    /// Of an answer that is all there was.
    public Usage(long fresh, long cacheRead, CacheWrite cacheWrite, long output, long reasoning, long searches) {
        this(fresh, cacheRead, cacheWrite, output, reasoning, Audio.NONE, searches, 0, List.of(), On.UNSAID);
    }

    /// All input, however it was cached.
    public long input() {
        return fresh + cacheRead + cacheWrite.total();
    }

    /// Of two answers together, whose terms may differ.
    public Usage plus(Usage other) {
        return new Usage(
                fresh + other.fresh,
                cacheRead + other.cacheRead,
                cacheWrite.plus(other.cacheWrite),
                output + other.output,
                reasoning + other.reasoning,
                audio.plus(other.audio),
                searches + other.searches,
                others + other.others,
                both(legs, other.legs),
                On.UNSAID);
    }

    private static List<Leg> both(List<Leg> some, List<Leg> others) {
        return others.isEmpty()
                ? some
                : Stream.concat(some.stream(), others.stream()).toList();
    }

    public Usage withSearches(long count) {
        return new Usage(fresh, cacheRead, cacheWrite, output, reasoning, audio, count, others, legs, on);
    }

    public Usage withOthers(long count) {
        return new Usage(fresh, cacheRead, cacheWrite, output, reasoning, audio, searches, count, legs, on);
    }

    /// The same with so much of it being sound: never more than there is of anything.
    ///
    /// @param input all of it, however it was cached
    /// @param cached the part of that which is known to have been read from a cache
    public Usage withAudio(long input, long cached, long said) {
        long uncached = Math.clamp(Math.max(0, input) - Math.max(0, cached), 0, Math.max(0, fresh));
        var part = new Audio(
                uncached,
                Math.clamp(input - uncached, 0, Math.max(0, cacheRead)),
                Math.clamp(said, 0, Math.max(0, output)));
        return new Usage(fresh, cacheRead, cacheWrite, output, reasoning, part, searches, others, legs, on);
    }

    public Usage withAudio(Audio part) {
        return withAudio(part.input(), part.cached(), part.output());
    }

    public Usage withLegs(List<Leg> some) {
        return new Usage(fresh, cacheRead, cacheWrite, output, reasoning, audio, searches, others, some, on);
    }

    public Usage on(On terms) {
        return new Usage(fresh, cacheRead, cacheWrite, output, reasoning, audio, searches, others, legs, terms);
    }

    /// With all legs among the counts.
    public Usage whole() {
        return legs.isEmpty()
                ? this
                : legs.stream().map(leg -> leg.usage().whole()).reduce(withLegs(List.of()), Usage::plus);
    }
}
