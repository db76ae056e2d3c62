package dev.weir.call;

import dev.weir.wire.chat.Usage;
import java.util.List;

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
        String price) {

    /// What all of them took.
    public static Usage usage(List<Line> lines) {
        Usage all = Usage.NONE;
        for (Line line : lines) {
            all = all.plus(line.usage());
        }
        return all;
    }

    /// What all of them bill, as far as that is known.
    public static long cost(List<Line> lines) {
        long cost = 0;
        for (Line line : lines) {
            cost += line.cost();
        }
        return cost;
    }

    /// Whether the price of each is known.
    public static boolean priced(List<Line> lines) {
        for (Line line : lines) {
            if (!line.priced()) {
                return false;
            }
        }
        return true;
    }
}
