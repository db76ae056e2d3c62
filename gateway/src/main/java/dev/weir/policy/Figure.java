package dev.weir.policy;

import dev.weir.meter.Dollars;
import dev.weir.store.Tally;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// What people are shown of usage: the columns of a table, the members of an object. All that a provider read is input,
/// whether it came from a prompt cache or not; money is a text.
public enum Figure {
    TOTAL_COST_USD,
    /// The part of the cost that reached clients.
    DELIVERED_COST_USD,
    /// The part of the cost that no provider counted.
    ESTIMATED_COST_USD,
    CACHE_SAVINGS_USD,
    TOTAL_TOKENS,
    INPUT_TOKENS,
    CACHED_TOKENS,
    CACHE_WRITE_TOKENS,
    OUTPUT_TOKENS,
    REASONING_TOKENS,
    REQUEST_COUNT,
    FAILED_COUNT,
    /// Requests to models whose price nobody knows: their cost is missing in the others.
    UNPRICED_COUNT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String text(Tally tally) {
        return isMoney() ? Dollars.text(of(tally)) : Long.toString(of(tally));
    }

    /// Writes all of them.
    public static void write(Tally tally, ObjectNode json) {
        for (Figure figure : values()) {
            if (figure.isMoney()) {
                json.put(figure.word(), figure.text(tally));
            } else {
                json.put(figure.word(), figure.of(tally));
            }
        }
    }

    private boolean isMoney() {
        return name().endsWith("_USD");
    }

    private long of(Tally tally) {
        return switch (this) {
            case TOTAL_COST_USD -> tally.cost();
            case DELIVERED_COST_USD -> tally.delivered();
            case ESTIMATED_COST_USD -> tally.estimated();
            case CACHE_SAVINGS_USD -> tally.savings();
            case TOTAL_TOKENS -> tally.tokens();
            case INPUT_TOKENS -> tally.fresh() + tally.cacheRead() + tally.cacheWrite();
            case CACHED_TOKENS -> tally.cacheRead();
            case CACHE_WRITE_TOKENS -> tally.cacheWrite();
            case OUTPUT_TOKENS -> tally.output();
            case REASONING_TOKENS -> tally.reasoning();
            case REQUEST_COUNT -> tally.requests();
            case FAILED_COUNT -> tally.failed();
            case UNPRICED_COUNT -> tally.unpriced();
        };
    }
}
