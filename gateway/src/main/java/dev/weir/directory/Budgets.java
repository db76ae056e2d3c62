package dev.weir.directory;

import dev.weir.directory.Budget.Scope;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// All budgets in force, by whose they are. Replaced whole; what a call was told, it keeps.
public final class Budgets {

    /// Whose a budget is.
    public record Holder(Scope scope, String id) {}

    /// Where it is said.
    public enum Source {
        /// In a document of its own.
        BUDGET,
        /// In the document of its team.
        TEAM,
        /// In the tier of its team.
        TIER
    }

    /// A budget, and where it is said.
    public record Said(Budget budget, Source source) {}

    public static final Budgets NONE = new Budgets(Map.of());

    private final Map<Holder, List<Budget>> budgets;
    private final NavigableMap<String, Said> all = new TreeMap<>();

    public Budgets(Map<Holder, List<Budget>> budgets) {
        this(budgets, Map.of());
    }

    /// @param elsewhere where those are said that have no document, by their ids
    Budgets(Map<Holder, List<Budget>> budgets, Map<String, Source> elsewhere) {
        this.budgets = Map.copyOf(budgets);
        budgets.values()
                .forEach(some -> some.forEach(one ->
                        all.put(one.id(), new Said(one, elsewhere.getOrDefault(one.id(), Source.BUDGET)))));
    }

    public List<Budget> of(Scope scope, String id) {
        return budgets.getOrDefault(new Holder(scope, id), List.of());
    }

    /// By their ids, in order.
    public NavigableMap<String, Said> all() {
        return Collections.unmodifiableNavigableMap(all);
    }
}
