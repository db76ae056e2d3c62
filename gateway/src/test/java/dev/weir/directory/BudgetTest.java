package dev.weir.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Checked;
import dev.weir.directory.Budget.ModelCap;
import dev.weir.directory.Budget.Period;
import dev.weir.directory.Budget.Scope;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Ledger.Unit;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class BudgetTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static Checked<Budget> reading(String json) {
        return Checked.of(JSON.readTree(json.replace('\'', '"')), Budget::read);
    }

    private static Budget budget(String json) {
        return switch (reading(json)) {
            case Checked.Valid<Budget>(Budget budget) -> budget;
            case Checked.Invalid<Budget>(var violations) -> throw new AssertionError(violations);
        };
    }

    private static List<String> violations(String json) {
        return switch (reading(json)) {
            case Checked.Valid<Budget>(Budget budget) -> throw new AssertionError(budget);
            case Checked.Invalid<Budget>(var violations) ->
                violations.stream().map(Object::toString).toList();
        };
    }

    private static long nano(String dollars) {
        return budget("{'scope':'team','scope_id':'red','budget_usd':%s}".formatted(dollars))
                .nanoUsd()
                .orElseThrow();
    }

    @Test
    void readsWhatPeopleSayAndPutsDefaultsInItsPlace() {
        Budget budget = budget("{'scope':'team','scope_id':'red','budget_usd':'99.50'}");

        assertThat(budget)
                .isEqualTo(new Budget(
                        Scope.TEAM,
                        "red",
                        Period.MONTHLY,
                        OptionalLong.of(99_500_000_000L),
                        OptionalLong.empty(),
                        List.of(),
                        List.of(50, 80, 100),
                        true));
        assertThat(budget.id()).isEqualTo("team:red:monthly");
        assertThat(Checked.of(budget.json(), Budget::read)).isEqualTo(new Checked.Valid<>(budget));
    }

    @Test
    void readsBackWhateverItWrites() {
        Budget budget = budget("{'scope':'key','scope_id':'key_1','period':'quarterly','token_limit':5,"
                + "'model_limits':[{'model':'claude-opus-*','max_cost_usd':0}],'alert_thresholds':[100,20,20],"
                + "'when_short':'refuse'}");

        assertThat(budget.scope()).isEqualTo(Scope.CLIENT);
        assertThat(budget.alertAt()).containsExactly(20, 100);
        assertThat(budget.clamps()).isFalse();
        assertThat(Checked.of(budget.json(), Budget::read)).isEqualTo(new Checked.Valid<>(budget));
        assertThat(budget("{'scope':'user','scope_id':'u','token_limit':1,'alert_thresholds':[]}")
                        .alertAt())
                .isEmpty();
    }

    @Test
    void keepsMoneyExactHoweverItIsWritten() {
        assertThat(nano("0.000000001")).isEqualTo(1);
        assertThat(nano("'0.000000001'")).isEqualTo(1);
        assertThat(nano("0.1")).isEqualTo(100_000_000);
        assertThat(nano("1e3")).isEqualTo(1_000_000_000_000L);
        assertThat(nano("'9999999.123456789'")).isEqualTo(9_999_999_123_456_789L);
        assertThat(nano("9999999.123456789")).isEqualTo(9_999_999_123_456_789L);
        assertThat(nano("10000000")).isEqualTo(10_000_000_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "'0'",
                "'-1'",
                "10000000.01",
                "'10000000.000000001'",
                "0.0000000001",
                "9999999.1234567891",
                "1e400",
                "1e999999999",
                "1e-999999999",
                "1e18",
                "'1e3'",
                "'1,5'",
                "''",
                "true",
                "[]"
            })
    void refusesAmountsThatAreNoneOrNotExact(String dollars) {
        assertThat(violations("{'scope':'team','scope_id':'red','budget_usd':%s}".formatted(dollars)))
                .singleElement()
                .asString()
                .contains("/budget_usd");
    }

    @Test
    void saysEverythingThatIsWrong() {
        assertThat(violations("{'scope':'tenant','scope_id':'','period':'weekly','token_limit':0,"
                        + "'model_limits':[{'model':'a*b*','max_cost_usd':1}],"
                        + "'alert_thresholds':[0,101],'when_short':'wait','tier':'x'}"))
                .extracting(one -> one.split(": ", 2)[0])
                .containsExactlyInAnyOrder(
                        "/scope",
                        "/scope_id",
                        "/period",
                        "/token_limit",
                        "/model_limits/0/model",
                        "/alert_thresholds/0",
                        "/alert_thresholds/1",
                        "/when_short",
                        "/tier");
        assertThat(violations("{'scope':'team','scope_id':'red'}"))
                .singleElement()
                .asString()
                .contains("/budget_usd", "token_limit");
        assertThat(violations("{'scope':'team','scope_id':'red','budget_usd':1,'model_limits':"
                        + "[{'model':'a','max_cost_usd':1},{'model':'a','max_cost_usd':2}]}"))
                .singleElement()
                .asString()
                .contains("/model_limits/1/model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b:monthly", "Ünï@example.com", "team/sub", "..", "a%2Fb", "=1+1"})
    void takesIdsWithOddCharacters(String holder) {
        Budget budget = new Budget(
                Scope.USER, holder, Period.TOTAL, OptionalLong.of(1), OptionalLong.empty(), List.of(), List.of(), true);

        assertThat(Checked.of(budget.json(), Budget::read)).isEqualTo(new Checked.Valid<>(budget));
        assertThat(budget.money(NOW).orElseThrow().name()).isEqualTo("user:" + holder + ":total/total/usd");
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "a ", "a;b", "a\\\\b", "a/../b", "a/./b", "a\\nb", "a\\u0000"})
    void refusesIdsThatNoAddressCanName(String holder) {
        assertThat(violations("{'scope':'user','scope_id':'%s','token_limit':1}".formatted(holder)))
                .singleElement()
                .asString()
                .contains("/scope_id");
    }

    @Test
    void hasAnAccountForMoneyOneForTokensAndOneForEachModelThatIsCapped() {
        var budget = new Budget(
                Scope.TEAM,
                "red",
                Period.MONTHLY,
                OptionalLong.of(100),
                OptionalLong.of(200),
                List.of(new ModelCap("claude-opus-*", 30), new ModelCap("gpt-*", 40)),
                List.of(),
                true);
        LocalDate first = LocalDate.of(2026, 11, 1);

        assertThat(budget.accounts(NOW, List.of("claude-opus-4-5", "claude-haiku")))
                .containsExactly(
                        new Account(
                                "team:red:monthly/2026-11/usd",
                                100,
                                Unit.NANO_USD,
                                new Opening("team", "red", "*", first)),
                        new Account(
                                "team:red:monthly/2026-11/tokens",
                                200,
                                Unit.TOKENS,
                                new Opening("team", "red", "*", first)),
                        new Account(
                                "team:red:monthly/2026-11/model/claude-opus-*/usd",
                                30,
                                Unit.NANO_USD,
                                new Opening("team", "red", "claude-opus-*", first)));
        assertThat(budget.accounts(NOW)).hasSize(4);
        assertThat(budget.accounts(NOW, List.of("mistral"))).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "MONTHLY,   2026-11-25T10:00:00Z,           2026-11, 2026-11-01, 2026-12-01T00:00:00Z",
        "MONTHLY,   2026-12-31T23:59:59.999999999Z, 2026-12, 2026-12-01, 2027-01-01T00:00:00Z",
        "MONTHLY,   2028-02-29T12:00:00Z,           2028-02, 2028-02-01, 2028-03-01T00:00:00Z",
        "MONTHLY,   2028-01-31T00:00:00Z,           2028-01, 2028-01-01, 2028-02-01T00:00:00Z",
        "QUARTERLY, 2027-01-01T00:00:00Z,           2027-Q1, 2027-01-01, 2027-04-01T00:00:00Z",
        "QUARTERLY, 2028-02-29T23:59:59Z,           2028-Q1, 2028-01-01, 2028-04-01T00:00:00Z",
        "QUARTERLY, 2026-03-31T23:59:59.999Z,       2026-Q1, 2026-01-01, 2026-04-01T00:00:00Z",
        "QUARTERLY, 2026-04-01T00:00:00Z,           2026-Q2, 2026-04-01, 2026-07-01T00:00:00Z",
        "QUARTERLY, 2026-09-30T00:00:00Z,           2026-Q3, 2026-07-01, 2026-10-01T00:00:00Z",
        "QUARTERLY, 2026-12-31T23:59:59Z,           2026-Q4, 2026-10-01, 2027-01-01T00:00:00Z",
        "ANNUAL,    2028-12-31T23:59:59Z,           2028,    2028-01-01, 2029-01-01T00:00:00Z",
        "ANNUAL,    2029-01-01T00:00:00Z,           2029,    2029-01-01, 2030-01-01T00:00:00Z",
        "TOTAL,     2026-11-25T10:00:00Z,           total,   1970-01-01,"
    })
    void beginsAnewInUtc(Period period, Instant at, String label, LocalDate first, Instant renewed) {
        assertThat(period.label(at)).isEqualTo(label);
        assertThat(period.first(at)).isEqualTo(first);
        assertThat(period.renewed(at)).isEqualTo(Optional.ofNullable(renewed));
    }
}
