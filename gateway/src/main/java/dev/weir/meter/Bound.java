package dev.weir.meter;

/// The most tokens that an answer to a request can take.
///
/// @param input what the request holds at most
/// @param output what may be said at most, all choices together
/// @param keptLong whether input may be written to a cache to stay there longer than by itself
/// @param audio whether input may be sound
/// @param searches how often the provider may search the web
public record Bound(long input, long output, boolean keptLong, boolean audio, long searches) {

    /// Of what costs nothing, such as counting tokens.
    public static final Bound NOTHING = new Bound(0, 0, false);

    /// Of text, without searches.
    public Bound(long input, long output, boolean keptLong) {
        this(input, output, keptLong, false, 0);
    }

    public Bound {
        if (input < 0 || output < 0 || searches < 0) {
            throw new IllegalArgumentException("%d and %d tokens, %d searches".formatted(input, output, searches));
        }
    }

    /// Both together; at most what a `long` holds.
    public long tokens() {
        return NanoUsd.plus(input, output);
    }

    public Bound withOutput(long tokens) {
        return new Bound(input, tokens, keptLong, audio, searches);
    }
}
