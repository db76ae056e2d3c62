package dev.weir.policy;

import dev.weir.directory.Budget;
import dev.weir.directory.Budget.ModelCap;
import dev.weir.meter.Dollars;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Balance;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// How a budget stands at a moment, as people are shown it.
///
/// @param balances how an account stands
public record Statement(Budget budget, Instant at, Function<Account, Balance> balances) {

    private static final BigDecimal HUNDRED = new BigDecimal(100);

    /// What is said of it, and what has become of it in this period.
    public ObjectNode json() {
        ObjectNode json = budget.json().objectNode().put("budget_id", budget.id());
        json.setAll(budget.json());
        json.put("trust", budget.scope().declared() ? "declared" : "verified");
        stand(json);
        return json;
    }

    /// The same in short, for whoever it bounds.
    public ObjectNode brief() {
        ObjectNode json = budget.json();
        json.remove("alert_thresholds");
        ObjectNode brief = json.objectNode().put("budget_id", budget.id());
        brief.setAll(json);
        stand(brief);
        return brief;
    }

    private void stand(ObjectNode json) {
        json.put("current_period", budget.period().label(at));
        budget.renewed(at).ifPresent(renewed -> json.put("renews_at", renewed.toString()));
        budget.money(at).ifPresent(account -> {
            Balance balance = balances.apply(account);
            money(json, account, balance);
            json.put("current_usage_usd", Dollars.text(balance.spent()));
        });
        budget.tokens(at).ifPresent(account -> {
            Balance balance = balances.apply(account);
            json.put("spent_tokens", balance.spent());
            json.put("reserved_tokens", balance.reserved());
            json.put("left_tokens", left(account, balance));
            json.put("overrun_tokens", balance.overrun());
            json.put("current_tokens", balance.spent());
        });
        utilization().ifPresent(percent -> json.put("utilization_pct", percent));
        var caps = json.putArray("model_limits");
        for (ModelCap cap : budget.caps()) {
            Account account = budget.account(cap, at);
            Balance balance = balances.apply(account);
            ObjectNode one =
                    caps.addObject().put("model", cap.models()).put("max_cost_usd", Dollars.text(cap.nanoUsd()));
            money(one, account, balance);
            one.put("utilization_pct", percent(account, balance));
        }
    }

    private static void money(ObjectNode json, Account account, Balance balance) {
        json.put("spent_usd", Dollars.text(balance.spent()));
        json.put("reserved_usd", Dollars.text(balance.reserved()));
        json.put("left_usd", Dollars.text(left(account, balance)));
        json.put("overrun_usd", Dollars.text(balance.overrun()));
    }

    /// How many percent are spent of what is spent most of, money or tokens; nothing if neither is limited.
    public Optional<BigDecimal> utilization() {
        Optional<BigDecimal> money = budget.money(at).map(account -> percent(account, balances.apply(account)));
        Optional<BigDecimal> tokens = budget.tokens(at).map(account -> percent(account, balances.apply(account)));
        return money.isPresent() && tokens.isPresent()
                ? Optional.of(money.get().max(tokens.get()))
                : money.or(() -> tokens);
    }

    /// How many percent of an account are spent, with one decimal. Of nothing, all is spent.
    public static BigDecimal percent(Account account, Balance balance) {
        return account.limit() == 0
                ? HUNDRED.setScale(1)
                : BigDecimal.valueOf(balance.spent())
                        .multiply(HUNDRED)
                        .divide(BigDecimal.valueOf(account.limit()), 1, RoundingMode.DOWN);
    }

    /// What is neither spent nor reserved.
    private static long left(Account account, Balance balance) {
        return Math.max(0, account.limit() - balance.spent() - balance.reserved());
    }
}
