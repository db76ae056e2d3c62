package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.admin.NotedLedger;
import dev.weir.call.Principal;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.Period;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets;
import dev.weir.directory.Budgets.Holder;
import dev.weir.identity.Moment;
import dev.weir.store.MemoryBooks;
import dev.weir.store.Posting;
import dev.weir.store.Tally;
import dev.weir.store.UsageKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The clock stands at noon of the first of March 2026.
class UsageOfMeTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

    private final Moment clock = new Moment();
    private final NotedLedger ledger = new NotedLedger();
    private final MemoryBooks books = new MemoryBooks(clock::millis);
    private final Budget ofTeam = Budget.ofTeam("red", new BigDecimal("100"));
    private final Budget ofUser = new Budget(
            Scope.USER, "ada", Period.ANNUAL, OptionalLong.empty(), OptionalLong.of(1000), List.of(), List.of(), true);
    private final Budgets budgets = new Budgets(
            Map.of(new Holder(Scope.TEAM, "red"), List.of(ofTeam), new Holder(Scope.USER, "ada"), List.of(ofUser)));
    private final UsageOfMe usage = new UsageOfMe(() -> budgets, new Balances(ledger, books), books, clock);

    private JsonNode of(String id, String client) {
        return JsonMapper.shared()
                .readTree(usage.of(new Principal(id, client, "red", Set.of())).body());
    }

    @Test
    void tellsAPersonOfTheirTeamTheirClientAndThemselves() {
        ledger.note("team:red:monthly/2026-03/usd", 30_000_000_000L, 5_000_000_000L);
        ledger.note("user:ada:annual/2026/tokens", 400, 0);
        var writer = books.begin("gateway").writer();
        var key = new UsageKey(TODAY, "red", "laptop", "ada", "", "", "openai", "gpt-5");
        var tally = new Tally(1, 0, 10, 0, 0, 5, 0, 2_000_000_000L, 0, 0, 0, 0);
        books.post(writer, 0, 1, List.of(new Posting("call", List.of(), List.of(new Posting.Line(key, tally)))));

        JsonNode me = of("ada", "laptop");

        assertThat(me.path("budgets")
                        .valueStream()
                        .map(one -> one.path("budget_id").stringValue("") + " "
                                + one.path("utilization_pct") + " "
                                + one.path("renews_at").stringValue("")))
                .containsExactly(
                        "team:red:monthly 30.0 2026-04-01T00:00:00Z", "user:ada:annual 40.0 2027-01-01T00:00:00Z");
        assertThat(me.path("budgets").path(0).path("left_usd").stringValue("")).isEqualTo("65");
        assertThat(me.path("budgets").path(1).path("left_tokens").longValue()).isEqualTo(600);
        assertThat(me.path("usage")
                        .valueStream()
                        .map(one -> one.path("scope").stringValue("") + " "
                                + one.path("scope_id").stringValue("") + " "
                                + one.path("today").path("total_cost_usd").stringValue("") + " "
                                + one.path("this_month").path("total_tokens")))
                .containsExactly("team red 2 15", "client laptop 2 15", "user ada 2 15");
    }

    @Test
    void takesNoMachineForAPerson() {
        JsonNode me = of("key_1", "key_1");

        assertThat(me.path("usage").valueStream().map(one -> one.path("scope").stringValue("")))
                .containsExactly("team", "client");
        assertThat(me.path("budgets").size()).isEqualTo(1);
    }

    @Test
    void showsWhatOtherGatewaysBookedAlsoIfThisOneHasSeenNothing() {
        var writer = books.begin("other").writer();
        var account = ofTeam.money(clock.instant()).orElseThrow();
        books.draw(writer, account, 40_000_000_000L, 1_000_000);
        books.post(
                writer,
                0,
                1,
                List.of(new Posting(
                        "call",
                        List.of(new Posting.Charge(account.name(), 25_000_000_000L, 40_000_000_000L)),
                        List.of())));

        JsonNode budget = of("key_1", "key_1").path("budgets").path(0);

        assertThat(budget.path("spent_usd").stringValue("")).isEqualTo("25");
        assertThat(budget.path("utilization_pct").doubleValue()).isEqualTo(25.0);
    }
}
