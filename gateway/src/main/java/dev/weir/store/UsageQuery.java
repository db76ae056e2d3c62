package dev.weir.store;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What somebody wants to know of the usage.
///
/// @param by for what each there is to be a row; nothing for one row of all
/// @param only what is counted: for these dimensions, only what has this value
/// @param from the first day that is counted, in UTC
/// @param to the last day that is counted
public record UsageQuery(List<Dimension> by, Map<Dimension, String> only, LocalDate from, LocalDate to) {

    /// By what usage can be told apart.
    public enum Dimension {
        DAY,
        TEAM,
        CLIENT,
        USER,
        PROJECT,
        COST_CENTER,
        PROVIDER,
        MODEL
    }

    public UsageQuery {
        by = List.copyOf(by);
        only = Map.copyOf(only);
    }

    /// The order in which rows are told.
    public Comparator<Used> order() {
        return by.stream()
                .map(dimension -> Comparator.comparing((Used row) -> row.by().get(dimension)))
                .reduce(Comparator::thenComparing)
                .orElse((_, _) -> 0);
    }
}
