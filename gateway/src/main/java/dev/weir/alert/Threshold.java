package dev.weir.alert;

import dev.weir.call.Access;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.ModelCap;
import dev.weir.directory.Budget.Period;
import dev.weir.directory.Budget.Scope;
import dev.weir.meter.Dollars;
import dev.weir.policy.Statement;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Balance;
import dev.weir.store.Ledger.Unit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A threshold of an account that was reached: what somebody is told once.
///
/// @param percent of the account's limit
/// @param balance how the account stood when it was noticed
record Threshold(Budget budget, Account account, int percent, Balance balance) {

    /// Those of an account that are reached, the lowest first. Of an account for nothing there are none.
    static List<Threshold> reached(Budget budget, Account account, Balance balance) {
        return budget.alertAt().stream()
                .filter(percent -> account.limit() > 0 && balance.spent() >= part(account.limit(), percent))
                .map(percent -> new Threshold(budget, account, percent, balance))
                .toList();
    }

    /// So many percent, rounded up.
    private static long part(long limit, int percent) {
        return limit / 100 * percent + (limit % 100 * percent + 99) / 100;
    }

    /// The same for everybody, and another one in the next period.
    String key() {
        return account.name() + "/" + percent;
    }

    /// The models that the account is about; nothing if it is about all.
    Optional<String> models() {
        return budget.caps().stream()
                .map(ModelCap::models)
                .filter(models -> account.name().endsWith("/model/" + models + "/usd"))
                .findFirst();
    }

    /// Whether the account is about a model.
    boolean isAbout(String model) {
        return models().map(models -> Access.fits(models, model)).orElse(true);
    }

    /// @param topModel the model that cost most in this period; empty if that is not known
    String json(Instant now, String topModel) {
        Instant begin = account.opening().from().atStartOfDay(ZoneOffset.UTC).toInstant();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("type", "budget_alert");
        json.put("id", key());
        json.put("budget_id", budget.id());
        json.put("scope", budget.scope().word());
        json.put("scope_id", budget.holder());
        if (budget.scope() == Scope.TEAM) {
            json.put("team", budget.holder());
        }
        models().ifPresent(models -> json.put("model_limit", models));
        json.put("threshold_pct", percent);
        json.put("utilization_pct", Statement.percent(account, balance));
        if (account.unit() == Unit.NANO_USD) {
            json.put("current_spend_usd", Dollars.text(balance.spent()));
            json.put("budget_usd", Dollars.text(account.limit()));
            if (budget.period() == Period.MONTHLY) {
                json.put("monthly_budget_usd", Dollars.text(account.limit()));
            }
        } else {
            json.put("current_tokens", balance.spent());
            json.put("token_limit", account.limit());
        }
        json.put("period", budget.period().label(begin));
        budget.renewed(begin).ifPresent(renewed -> json.put("renews_at", renewed.toString()));
        if (!topModel.isEmpty()) {
            json.put("top_model_by_cost", topModel);
        }
        json.put("timestamp", now.toString());
        return json.toString();
    }
}
