package dev.weir.policy;

import dev.weir.call.Principal;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets;
import dev.weir.store.Books;
import dev.weir.store.Tally;
import dev.weir.store.UsageQuery;
import dev.weir.store.UsageQuery.Dimension;
import dev.weir.store.Used;
import dev.weir.wire.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What callers are told of their own money: the budgets that their calls draw on, what is left of them, and what was
/// used today and in this month.
public final class UsageOfMe {

    private final Supplier<Budgets> budgets;
    private final Balances balances;
    private final Books books;
    private final InstantSource clock;

    /// @param budgets those in force
    public UsageOfMe(Supplier<Budgets> budgets, Balances balances, Books books, InstantSource clock) {
        this.budgets = budgets;
        this.balances = balances;
        this.books = books;
        this.clock = clock;
    }

    /// Waits for the books; not for an event loop.
    public HttpResponse of(Principal principal) {
        Instant now = clock.instant();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("team", principal.team());
        json.put("client", principal.client());
        Map<Scope, String> identities = identities(principal);
        ArrayNode applying = json.putArray("budgets");
        ArrayNode usage = json.putArray("usage");
        identities.forEach((scope, holder) -> {
            for (Budget budget : budgets.get().of(scope, holder)) {
                applying.add(new Statement(budget, now, balances).brief());
            }
            usage.add(used(scope, holder, LocalDate.ofInstant(now, ZoneOffset.UTC)));
        });
        return HttpResponse.json(200, json).with("cache-control", "no-store");
    }

    /// Under which names somebody's calls are counted. Whose token says nobody else than its client is no person.
    private static Map<Scope, String> identities(Principal principal) {
        var identities = new LinkedHashMap<Scope, String>();
        identities.put(Scope.TEAM, principal.team());
        identities.put(Scope.CLIENT, principal.client());
        if (!principal.id().equals(principal.client())) {
            identities.put(Scope.USER, principal.id());
        }
        return identities;
    }

    private ObjectNode used(Scope scope, String holder, LocalDate today) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("scope", scope.word())
                .put("scope_id", holder);
        Map<Dimension, String> only = Map.of(Dimension.valueOf(scope.name()), holder);
        Figure.write(tally(new UsageQuery(List.of(), only, today, today)), json.putObject("today"));
        Figure.write(
                tally(new UsageQuery(List.of(), only, today.withDayOfMonth(1), today)), json.putObject("this_month"));
        return json;
    }

    private Tally tally(UsageQuery query) {
        return books.usage(query).stream().map(Used::tally).reduce(Tally.NOTHING, Tally::plus);
    }
}
