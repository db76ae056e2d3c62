package dev.weir.directory;

import dev.weir.directory.Budgets.Holder;
import dev.weir.directory.Budgets.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts together which budgets there are: those with a document, and for each team without one for its month what the
/// team or its tier says of a month.
final class BudgetCompiler {

    private final Map<String, Budget> budgets = new HashMap<>();
    private final Map<String, Source> elsewhere = new HashMap<>();

    /// One with a document.
    void said(Budget budget) {
        budgets.put(budget.id(), budget);
        elsewhere.remove(budget.id());
    }

    /// What a team's own document says, or else its tier.
    void team(Team team, Optional<Tier> tier) {
        team.monthlyBudget()
                .ifPresentOrElse(
                        dollars -> implied(Budget.ofTeam(team.name(), dollars), Source.TEAM),
                        () -> tier.ifPresent(one -> tier(team.name(), one)));
    }

    /// What the tier says that a team is in.
    void tier(String team, Tier tier) {
        tier.monthlyBudget().ifPresent(dollars -> implied(Budget.ofTeam(team, dollars), Source.TIER));
    }

    /// Of two that say something of the same team, the first counts.
    private void implied(Budget budget, Source source) {
        if (budgets.putIfAbsent(budget.id(), budget) == null) {
            elsewhere.put(budget.id(), source);
        }
    }

    Budgets all() {
        var byHolder = new HashMap<Holder, List<Budget>>();
        budgets.values()
                .forEach(budget -> byHolder.computeIfAbsent(
                                new Holder(budget.scope(), budget.holder()), _ -> new ArrayList<>())
                        .add(budget));
        byHolder.replaceAll((_, some) ->
                some.stream().sorted(Comparator.comparing(Budget::period)).toList());
        return new Budgets(byHolder, elsewhere);
    }
}
