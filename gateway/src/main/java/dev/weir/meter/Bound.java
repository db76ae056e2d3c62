package dev.weir.meter;

/// The most tokens that an answer to a request can take.
///
/// @param input what the request holds at most
/// @param output what may be said at most, all choices together
public record Bound(long input, long output) {

    public long tokens() {
        return Math.addExact(input, output);
    }
}
