package dev.weir.meter;

import java.util.List;

/// What one answer costs, as the sum of its line items.
///
/// @param nanoUsd in billionths of a US dollar
public record Cost(List<Item> items, long nanoUsd) {

    public static final Cost NOTHING = new Cost(List.of(), 0);

    /// One kind of tokens, or searches, at one price.
    ///
    /// @param kind for example `input`, `cache_read`, `cache_write_5m`, `output`, `web_search`
    /// @param nanoUsdPerMillion the price of a million of them
    /// @param nanoUsd tokens × price / 1,000,000, rounded up
    public record Item(String kind, long tokens, long nanoUsdPerMillion, long nanoUsd) {}

    public Cost {
        items = List.copyOf(items);
    }

    static Cost of(List<Item> items) {
        long sum = 0;
        for (Item item : items) {
            sum = NanoUsd.plus(sum, item.nanoUsd());
        }
        return new Cost(items, sum);
    }
}
