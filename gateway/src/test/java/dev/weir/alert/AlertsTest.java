package dev.weir.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.admin.NotedLedger;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.ModelCap;
import dev.weir.directory.Budget.Period;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets;
import dev.weir.directory.Budgets.Holder;
import dev.weir.identity.Moment;
import dev.weir.store.AwayBooks;
import dev.weir.store.Books;
import dev.weir.store.Ledger.Account;
import dev.weir.store.MemoryBooks;
import dev.weir.store.Posting;
import dev.weir.store.Tally;
import dev.weir.store.UsageKey;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The clock stands at noon of the first of March 2026.
class AlertsTest {

    private static final String MONEY = "team:red:monthly/2026-03/usd";

    private final Moment clock = new Moment();
    private final NotedLedger ledger = new NotedLedger();
    private final MemoryBooks books = new MemoryBooks(clock::millis);
    private final Books.Writer writer = books.begin("gateway").writer();
    private final List<JsonNode> sent = new ArrayList<>();
    private long position;
    private int failures;
    private Budget budget = new Budget(
            Scope.TEAM,
            "red",
            Period.MONTHLY,
            OptionalLong.of(1000),
            OptionalLong.of(50),
            List.of(new ModelCap("gpt-*", 100)),
            List.of(50, 80, 100),
            true);

    private Alerts alerts() {
        return new Alerts(
                () -> new Budgets(Map.of(new Holder(budget.scope(), budget.holder()), List.of(budget))),
                ledger::balance,
                books,
                () -> Optional.of(this::take),
                clock);
    }

    private void take(String id, String json) throws IOException {
        if (failures > 0) {
            failures--;
            throw new IOException("nobody is there");
        }
        sent.add(JsonMapper.shared().readTree(json));
        assertThat(sent.getLast().path("id").stringValue("")).isEqualTo(id);
    }

    private List<String> ids() {
        return sent.stream().map(one -> one.path("id").stringValue("")).toList();
    }

    private Account money() {
        return budget.money(clock.instant()).orElseThrow();
    }

    private void spent(Alerts alerts, long nanoUsd) {
        ledger.note(money().name(), nanoUsd, 0);
        alerts.booked(Set.of(money().name()));
        alerts.tick();
    }

    private void booked(long nanoUsd, String model) {
        var key = new UsageKey(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), "red", "", "", "", "", "openai", model);
        var tally = new Tally(1, 0, 0, 0, 0, 0, 0, nanoUsd, nanoUsd, 0, 0, 0);
        books.post(
                writer,
                position,
                ++position,
                List.of(new Posting(
                        "call-" + position,
                        List.of(new Posting.Charge(money().name(), nanoUsd, nanoUsd)),
                        List.of(new Posting.Line(key, tally)))));
    }

    @Test
    void tellsEachThresholdOnceInItsPeriod() {
        Alerts alerts = alerts();

        spent(alerts, 499);
        assertThat(ids()).isEmpty();
        spent(alerts, 500);
        assertThat(ids()).containsExactly(MONEY + "/50");
        spent(alerts, 790);
        spent(alerts, 799);
        assertThat(ids()).hasSize(1);
        spent(alerts, 1001);
        assertThat(ids()).containsExactly(MONEY + "/50", MONEY + "/80", MONEY + "/100");
        clock.pass(Duration.ofDays(3));
        spent(alerts, 1500);
        assertThat(ids()).hasSize(3);

        clock.pass(Duration.ofDays(29));
        spent(alerts, 600);

        assertThat(ids()).last().isEqualTo("team:red:monthly/2026-04/usd/50");
    }

    @Test
    void saysWhatTheReferenceSaysAndWhichModelCostMostInTheWholePeriod() {
        booked(300, "claude-opus");
        booked(100, "gpt-5");
        clock.pass(Duration.ofDays(2));
        booked(150, "gpt-5");

        spent(alerts(), 550);

        JsonNode wanted = JsonMapper.shared().readTree("""
                {"type":"budget_alert","id":"team:red:monthly/2026-03/usd/50","budget_id":"team:red:monthly",
                 "scope":"team","scope_id":"red","team":"red","threshold_pct":50,"utilization_pct":55.0,
                 "current_spend_usd":"0.00000055","budget_usd":"0.000001","monthly_budget_usd":"0.000001",
                 "period":"2026-03","renews_at":"2026-04-01T00:00:00Z","top_model_by_cost":"claude-opus",
                 "timestamp":"2026-03-03T12:00:00Z"}""");
        assertThat(sent).first().asString().isEqualTo(wanted.toString());
    }

    @Test
    void tellsOfTokensAndOfModelsThatAreCapped() {
        Alerts alerts = alerts();
        Account tokens = budget.tokens(clock.instant()).orElseThrow();
        Account cap = budget.account(budget.caps().getFirst(), clock.instant());
        ledger.note(tokens.name(), 25, 0);
        ledger.note(cap.name(), 80, 0);

        alerts.booked(new LinkedHashSet<>(List.of(tokens.name(), cap.name())));
        alerts.tick();

        assertThat(ids())
                .containsExactly(
                        "team:red:monthly/2026-03/tokens/50",
                        "team:red:monthly/2026-03/model/gpt-*/usd/50",
                        "team:red:monthly/2026-03/model/gpt-*/usd/80");
        assertThat(sent.getFirst().path("token_limit").longValue()).isEqualTo(50);
        assertThat(sent.getFirst().has("current_spend_usd")).isFalse();
        assertThat(sent.getLast().path("model_limit").stringValue("")).isEqualTo("gpt-*");
    }

    @Test
    void tellsItOnceForAllGatewaysAndAfterARestart() {
        Alerts one = alerts();
        Alerts other = alerts();

        ledger.note(MONEY, 500, 0);
        one.booked(Set.of(money().name()));
        other.booked(Set.of(money().name()));
        one.tick();
        other.tick();
        spent(alerts(), 510);

        assertThat(ids()).containsExactly(MONEY + "/50");
    }

    @Test
    void sendsAgainWithGrowingPausesUntilItArrives() {
        failures = 3;
        Alerts alerts = alerts();
        spent(alerts, 500);
        var triedAt = new ArrayList<Long>();

        for (int minute = 1; minute <= 10 && sent.isEmpty(); minute++) {
            int before = failures;
            clock.pass(Duration.ofMinutes(1));
            alerts.tick();
            if (failures < before || !sent.isEmpty()) {
                triedAt.add((long) minute);
            }
        }

        assertThat(triedAt).containsExactly(1L, 3L, 7L);
        assertThat(ids()).containsExactly(MONEY + "/50");
        clock.pass(Duration.ofMinutes(10));
        alerts.tick();
        assertThat(sent).hasSize(1);
    }

    @Test
    void losesNothingWhenItsGatewayIsGoneBeforeItIsSent() {
        failures = 1;
        spent(alerts(), 500);

        clock.pass(Books.SENDING.plusSeconds(1));
        alerts().tick();

        assertThat(ids()).containsExactly(MONEY + "/50");
    }

    @Test
    void noticesWhatNobodyToldItOf() {
        books.draw(writer, money(), 900, 1);
        booked(900, "claude-opus");
        Alerts alerts = alerts();

        alerts.tick();
        assertThat(ids()).containsExactly(MONEY + "/50", MONEY + "/80");

        // An administrator lowers it below what is spent.
        budget = new Budget(
                budget.scope(),
                budget.holder(),
                budget.period(),
                OptionalLong.of(900),
                budget.tokens(),
                budget.caps(),
                budget.alertAt(),
                true);
        clock.pass(Duration.ofMinutes(5));
        alerts.tick();

        assertThat(ids()).last().isEqualTo(MONEY + "/100");
    }

    @Test
    void tellsOfAPeriodThatIsOverWhatIsBookedLate() {
        Account march = money();
        Alerts alerts = alerts();
        clock.pass(Duration.ofDays(31));
        ledger.note(march.name(), 1000, 0);

        alerts.booked(Set.of(march.name()));
        alerts.tick();

        assertThat(ids()).contains(MONEY + "/100");
        assertThat(sent.getLast().path("period").stringValue("")).isEqualTo("2026-03");
    }

    @Test
    void saysNothingOfABudgetThatIsNotThereAnyMoreOrThatIsForNothing() {
        Account gone = new Budget(
                        Scope.USER,
                        "ada",
                        Period.MONTHLY,
                        OptionalLong.of(10),
                        OptionalLong.empty(),
                        List.of(),
                        List.of(50),
                        true)
                .money(clock.instant())
                .orElseThrow();
        budget = new Budget(
                Scope.TEAM,
                "red",
                Period.MONTHLY,
                OptionalLong.of(0),
                OptionalLong.empty(),
                List.of(),
                List.of(50),
                true);
        Alerts alerts = alerts();
        ledger.note(gone.name(), 100, 0);

        alerts.booked(Set.of(gone.name(), money().name(), "none", "none/2026-03/usd"));
        alerts.tick();

        assertThat(sent).isEmpty();
    }

    @Test
    void keepsWhatItCouldNotTellTheBooks() {
        var away = new AwayBooks(books);
        var alerts = new Alerts(
                () -> new Budgets(Map.of(new Holder(budget.scope(), budget.holder()), List.of(budget))),
                ledger::balance,
                away,
                () -> Optional.of(this::take),
                clock);
        alerts.tick();
        books.draw(writer, money(), 900, 1);
        booked(900, "claude-opus");
        away.away(true);

        spent(alerts, 900);
        assertThat(sent).isEmpty();
        away.away(false);
        alerts.tick();

        assertThat(ids()).containsExactlyInAnyOrder(MONEY + "/50", MONEY + "/80");
    }
}
