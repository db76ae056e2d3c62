package dev.weir.store;

import dev.weir.store.UsageQuery.Dimension;
import java.util.Map;

/// What was used by one of those that were asked for.
///
/// @param by who or what it was, for each of the dimensions of the [UsageQuery]
public record Used(Map<Dimension, String> by, Tally tally) {

    public Used {
        by = Map.copyOf(by);
    }
}
