package dev.weir.policy;

import dev.weir.call.Operation;
import dev.weir.call.Plan;
import dev.weir.call.Principal;
import dev.weir.call.Target;
import dev.weir.config.Unpriced;
import dev.weir.directory.Budget;
import dev.weir.directory.Budgets;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Ledger.Account;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.RequestShape;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Says what a call draws on, and how much it puts aside there: alike for a call that is made and for somebody who only
/// asks.
public final class Drafts {

    /// A budget, and what a call draws on of it.
    record Drawn(Budget budget, Account account) {}

    /// What is said of a call.
    sealed interface Draft {

        /// @param plan without targets that must not be asked because nobody knows their price
        record Ready(Plan plan, Quote quote, List<Drawn> drawn) implements Draft {
            public Ready {
                drawn = List.copyOf(drawn);
            }
        }

        record Refused(Problem problem) implements Draft {}
    }

    private final Quoting quoting;
    private final Supplier<Budgets> budgets;
    private final Supplier<Unpriced> unpriced;
    private final InstantSource clock;

    /// @param budgets those in force
    /// @param unpriced what becomes of calls whose price nobody knows
    public Drafts(Quoting quoting, Supplier<Budgets> budgets, Supplier<Unpriced> unpriced, InstantSource clock) {
        this.quoting = quoting;
        this.budgets = budgets;
        this.unpriced = unpriced;
        this.clock = clock;
    }

    Draft of(Principal principal, Headers headers, Operation operation, RequestShape request, Plan plan) {
        Quote quote = quoting.of(operation, request, plan);
        List<Budget> applying = applying(principal, headers);
        List<Target> unknown = quote.unpriced();
        if (!unknown.isEmpty()
                && (unpriced.get() == Unpriced.REFUSE || applying.stream().anyMatch(Drafts::countsMoney))) {
            Optional<Plan> priced = quote.beside().isEmpty()
                    ? plan.only(target -> !unknown.contains(target))
                    : Optional.empty(); // whichever target is left, it may ask what nobody knows the price of
            return priced.isPresent()
                    ? of(principal, headers, operation, request, priced.get())
                    : new Draft.Refused(unpriced(unknown, applying));
        }
        return new Draft.Ready(plan, quote, drawn(applying, plan));
    }

    private List<Budget> applying(Principal principal, Headers headers) {
        Budgets now = budgets.get();
        var applying = new ArrayList<Budget>();
        Budgeting.holders(principal, headers).forEach((scope, holder) -> applying.addAll(now.of(scope, holder)));
        return applying;
    }

    private List<Drawn> drawn(List<Budget> applying, Plan plan) {
        Instant now = clock.instant();
        if (applying.isEmpty()) {
            return List.of();
        }
        List<String> models = plan.targets().stream().map(Target::model).toList();
        var drawn = new ArrayList<Drawn>();
        for (Budget budget : applying) {
            budget.accounts(now, models).forEach(account -> drawn.add(new Drawn(budget, account)));
        }
        return drawn;
    }

    private static boolean countsMoney(Budget budget) {
        return budget.nanoUsd().isPresent() || !budget.caps().isEmpty();
    }

    private static Problem unpriced(List<Target> targets, List<Budget> applying) {
        return new Problem(
                Kind.MODEL_UNPRICED,
                "nobody knows what %s costs%s"
                        .formatted(
                                targets.getFirst(),
                                applying.isEmpty()
                                        ? ""
                                        : ", so that the budget %s could not hold"
                                                .formatted(applying.getFirst().id())));
    }
}
