package dev.weir.call;

import dev.weir.wire.chat.Usage;

/// What one target took for a call, in nano-dollars.
///
/// @param cost what it bills; 0 if nobody knows
/// @param priced whether the price is known
/// @param delivered the part of the cost that reached the client
/// @param savings by its prompt cache
/// @param estimated the rule by which it is estimated; empty if it was counted
/// @param price names the price row; empty if there is none
public record Line(
        Target target,
        Usage usage,
        long cost,
        boolean priced,
        long delivered,
        long savings,
        String estimated,
        String price) {}
