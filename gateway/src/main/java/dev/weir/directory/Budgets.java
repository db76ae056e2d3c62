package dev.weir.directory;

import dev.weir.directory.Budget.Scope;
import java.util.List;
import java.util.Map;

/// All budgets in force, by whose they are. Replaced whole; what a call was told, it keeps.
public final class Budgets {

    /// Whose a budget is.
    public record Holder(Scope scope, String id) {}

    public static final Budgets NONE = new Budgets(Map.of());

    private final Map<Holder, List<Budget>> budgets;

    public Budgets(Map<Holder, List<Budget>> budgets) {
        this.budgets = Map.copyOf(budgets);
    }

    public List<Budget> of(Scope scope, String id) {
        return budgets.getOrDefault(new Holder(scope, id), List.of());
    }
}
