package dev.weir.policy;

import dev.weir.call.Operation;
import dev.weir.call.Plan;
import dev.weir.call.Principal;
import dev.weir.meter.Dollars;
import dev.weir.policy.Drafts.Draft;
import dev.weir.policy.Drafts.Drawn;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Balance;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.RequestShape;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What [Budgeting] would put aside for a call, for somebody who only asks.
public final class Preview {

    private final Drafts drafts;
    private final Function<Account, Balance> balances;

    /// @param drafts says the same to [Budgeting]
    public Preview(Drafts drafts, Function<Account, Balance> balances) {
        this.drafts = drafts;
        this.balances = balances;
    }

    /// Waits where the balances do.
    ///
    /// @param plan the targets that whoever asks may use
    public ObjectNode of(Principal principal, Headers headers, Operation operation, RequestShape request, Plan plan) {
        if (Quoting.isFree(operation)) {
            return free();
        }
        return switch (drafts.of(principal, headers, operation, request, plan)) {
            case Draft.Refused(var problem) -> {
                ObjectNode json = JsonMapper.shared().createObjectNode();
                json.set("refused", JsonMapper.shared().valueToTree(problem.toJson()));
                yield json;
            }
            case Draft.Ready draft -> told(draft);
        };
    }

    /// To count tokens costs nothing.
    private static ObjectNode free() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("reserved_usd", "0").put("reserved_tokens", 0);
        json.putArray("targets");
        json.putArray("budgets");
        return json.put("fits", true);
    }

    private ObjectNode told(Draft.Ready draft) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("reserved_usd", Dollars.text(draft.quote().most()));
        json.put(
                "reserved_tokens",
                draft.quote().offers().stream()
                        .mapToLong(offer -> offer.bound().tokens())
                        .max()
                        .orElse(0));
        var targets = json.putArray("targets");
        draft.quote().offers().forEach(offer -> offer(offer, targets.addObject()));
        var budgets = json.putArray("budgets");
        boolean fits = true;
        for (Drawn drawn : draft.drawn()) {
            fits &= draw(drawn, draft.quote().most(drawn.account()), budgets.addObject());
        }
        return json.put("fits", fits);
    }

    private static void offer(Offer offer, ObjectNode json) {
        json.put("target", offer.target().toString());
        json.put("input_tokens", offer.bound().input());
        json.put("output_tokens", offer.bound().output());
        switch (offer) {
            case Offer.Priced priced -> {
                json.put("price", priced.price().id());
                json.put("price_source", priced.price().source());
                json.put("tier", priced.terms().tier());
                json.put("region", priced.terms().region());
                json.put("most_usd", Dollars.text(priced.most()));
            }
            case Offer.Unpriced _ -> json.put("unpriced", true);
        }
    }

    /// Whether it fits.
    private boolean draw(Drawn drawn, long most, ObjectNode json) {
        Account account = drawn.account();
        Balance balance = balances.apply(account);
        long left = account.limit() - balance.spent() - balance.reserved();
        json.put("budget_id", drawn.budget().id());
        json.put("account", account.name());
        switch (account.unit()) {
            case NANO_USD -> {
                json.put("left_usd", Dollars.text(Math.max(0, left)));
                json.put("reserves_usd", Dollars.text(most));
            }
            case TOKENS -> {
                json.put("left_tokens", Math.max(0, left));
                json.put("reserves_tokens", most);
            }
        }
        json.put("when_short", drawn.budget().clamps() ? "clamp" : "refuse");
        json.put("fits", most <= left);
        return most <= left;
    }
}
