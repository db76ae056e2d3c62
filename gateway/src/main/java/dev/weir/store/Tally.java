package dev.weir.store;

/// What calls used and cost, added up. Tokens are disjoint but `reasoning`, which is part of `output`; costs are in
/// nano-dollars.
///
/// @param failed requests that ended without a whole answer
/// @param cacheWrite input that was written to a prompt cache, however long it stays
/// @param cost what providers bill
/// @param delivered the part of it that reached clients
/// @param savings by prompt caches; negative if writing to them cost more than reading saved
/// @param estimated the part of the cost that no provider counted
/// @param unpriced requests to models whose price nobody knows
public record Tally(
        long requests,
        long failed,
        long fresh,
        long cacheRead,
        long cacheWrite,
        long output,
        long reasoning,
        long cost,
        long delivered,
        long savings,
        long estimated,
        long unpriced) {

    public static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public long tokens() {
        return fresh + cacheRead + cacheWrite + output;
    }

    public Tally plus(Tally other) {
        return new Tally(
                requests + other.requests,
                failed + other.failed,
                fresh + other.fresh,
                cacheRead + other.cacheRead,
                cacheWrite + other.cacheWrite,
                output + other.output,
                reasoning + other.reasoning,
                cost + other.cost,
                delivered + other.delivered,
                savings + other.savings,
                estimated + other.estimated,
                unpriced + other.unpriced);
    }
}
