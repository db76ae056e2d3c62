package dev.weir.policy;

import static dev.weir.policy.BudgetingWorld.CENT;
import static dev.weir.policy.BudgetingWorld.HAIKU;
import static dev.weir.policy.BudgetingWorld.OUTPUT;
import static dev.weir.policy.BudgetingWorld.SONNET;
import static dev.weir.policy.BudgetingWorld.UNHEARD_OF;
import static dev.weir.policy.BudgetingWorld.attempt;
import static dev.weir.policy.BudgetingWorld.counted;
import static dev.weir.policy.BudgetingWorld.ends;
import static dev.weir.policy.BudgetingWorld.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Filter.Entry;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Tab;
import dev.weir.call.Target;
import dev.weir.call.Work;
import dev.weir.call.Work.Charge;
import dev.weir.config.Unpriced;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.Period;
import dev.weir.directory.Budget.Scope;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Ledger.Balance;
import dev.weir.wire.chat.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What is put aside for calls, and who is refused. claude-sonnet-4-6 costs 3 dollars for a million tokens of input and
/// 15 for output.
class BudgetingTest {

    private final BudgetingWorld world = new BudgetingWorld();

    @Test
    void putsAsideTheMostAndBooksWhatItWas() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 100 * CENT, true);

        Entry.Passed passed = world.passed(world.call(10_000, SONNET));
        Balance running = world.balance(team);
        ends(passed, SONNET, counted(1_000, 200));

        assertThat(running.spent()).isZero();
        assertThat(running.reserved()).isBetween(10_000 * OUTPUT, 10_000 * OUTPUT + CENT);
        assertThat(world.balance(team)).isEqualTo(new Balance(1_000 * 3_000 + 200 * OUTPUT, 0, 0));
        Tab tab = passed.next().tab();
        assertThat(tab.money().billed()).hasValue(6_000_000);
        assertThat(tab.money().estimated()).isEmpty();
        assertThat(tab.money().reserved()).isEqualTo(running.reserved());
        assertThat(tab.booked()).singleElement().satisfies(booked -> {
            assertThat(booked.account())
                    .isEqualTo(team.id() + "/" + Period.MONTHLY.label(world.clock.instant()) + "/usd");
            assertThat(booked.amount()).isEqualTo(6_000_000);
        });
    }

    @Test
    void s_bud_2_putsAsideWhatSoundCostsWhereThereMayBeSome() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 100 * CENT, true);
        var flash = new Target("google", "gemini-2.5-flash");
        String heard = """
                {"max_tokens":1,"messages":[{"content":[{"type":"input_audio","input_audio":{"data":"%s"}}]}]}""".formatted("A".repeat(640_000));

        Entry.Passed passed = world.passed(world.call(heard, flash));
        assertThat(world.balance(team).reserved()).isBetween(3 * CENT, 4 * CENT);
        ends(passed, flash, new Work(Charge.COUNTED, usage(20_000, 0).withAudio(10_000, 0, 0), 0, 0, true));

        assertThat(passed.next().tab().money().billed()).hasValue(10_000 * 300L + 10_000 * 1_000L);
    }

    @Test
    void s_bud_1_putsAsideNoLessForWhateverARequestNames() throws Exception {
        world.budget(Scope.TEAM, "red", 100 * CENT, false);
        String named = "{\"max_tokens\":%s,\"fallbacks\":[{\"model\":\"%s\"}],\"messages\":[]}";

        assertThat(world.refused(world.call(named.formatted("9223372036854775807", "claude-haiku-4-5"), SONNET))
                        .kind())
                .as("more than a long holds")
                .isEqualTo(Kind.BUDGET_EXHAUSTED);
        assertThat(world.refused(world.call(named.formatted("1000", "of-no-price"), SONNET))
                        .kind())
                .isEqualTo(Kind.MODEL_UNPRICED);
    }

    @Test
    void bringsBackWhatAFailedCallHadPutAside() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 100 * CENT, true);

        Entry.Passed passed = world.passed(world.call(10_000, SONNET));
        ends(passed, SONNET, Work.NONE);

        assertThat(world.balance(team)).isEqualTo(new Balance(0, 0, 0));
        assertThat(passed.next().tab().money().billed()).hasValue(0);
    }

    @Test
    void reservesInAllBudgetsOrInNone() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 100 * CENT, true);
        Budget client = world.budget(Scope.CLIENT, "ci", CENT / 100, true);

        Problem problem = world.refused(world.call(10_000, SONNET));

        assertThat(problem.kind()).isEqualTo(Kind.BUDGET_EXHAUSTED);
        assertThat(problem.detail()).contains("client:ci:monthly");
        assertThat(problem.retryAfter()).isEmpty();
        assertThat(world.balance(team).reserved()).isZero();
        assertThat(world.balance(client).reserved()).isZero();
    }

    @Test
    void limitsTheOutputToWhatCanBePaidFor() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 5 * CENT, true);

        Call call = world.passed(world.call(32_000, SONNET)).next();

        long limit = JsonMapper.shared()
                .readTree(call.request().body())
                .path("max_tokens")
                .asLong();
        assertThat(limit).isBetween(1_024L, 5 * CENT / OUTPUT);
        assertThat(call.tab().notices().first("x-weir-clamped")).contains(Long.toString(limit));
        assertThat(world.balance(team).reserved()).isBetween(5 * CENT - 2 * OUTPUT, 5 * CENT);
    }

    @Test
    void limitsNoOutputBelowWhatTheModelIsToThink() throws Exception {
        world.budget(Scope.TEAM, "red", 5 * CENT, true);

        Problem problem = world.refused(world.call(
                "{\"max_tokens\":32000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":20000},\"messages\":[]}",
                SONNET));

        assertThat(problem.kind()).isEqualTo(Kind.BUDGET_EXHAUSTED);
    }

    @Test
    void limitsNoOutputWhereTheBudgetForbidsIt() throws Exception {
        world.budget(Scope.TEAM, "red", 5 * CENT, false);

        assertThat(world.refused(world.call(32_000, SONNET)).kind()).isEqualTo(Kind.BUDGET_EXHAUSTED);
    }

    @Test
    void waitsForACallThatHoldsTheRestAndThenGoesOn() throws Exception {
        world.budget(Scope.TEAM, "red", 20 * CENT, true);
        Entry.Passed first = world.passed(world.call(10_000, SONNET));
        Entry second = world.budgeting.enter(world.call(10_000, SONNET));
        assertThat(second).isInstanceOf(Entry.Slow.class);
        Callable<? extends Entry> decide = ((Entry.Slow) second).decide();

        var waiting = new Thread[1];
        var decided = new Entry[1];
        waiting[0] = Thread.ofVirtual().start(() -> {
            try {
                decided[0] = decide.call();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        ends(first, SONNET, counted(10, 10));
        assertThat(waiting[0].join(Duration.ofSeconds(10))).isTrue();

        assertThat(decided[0]).isInstanceOf(Entry.Passed.class);
    }

    @Test
    void tellsWhoeverWaitedInVainToComeAgainSoon() throws Exception {
        world.budget(Scope.TEAM, "red", 20 * CENT, true);
        world.passed(world.call(10_000, SONNET));

        Problem problem = world.refused(world.call(10_000, SONNET));

        assertThat(problem.kind()).isEqualTo(Kind.BUDGET_RESERVED);
        assertThat(problem.retryAfter()).contains(Duration.ofSeconds(2));
    }

    @Test
    void putsMoreAsideForAnAttemptAfterOneThatMayHaveToBePaid() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 100 * CENT, true);
        Entry.Passed passed = world.passed(world.call(10_000, SONNET, HAIKU));
        Tab tab = passed.next().tab();
        assertThat(tab.funds().begin(SONNET)).isEmpty();
        long before = world.balance(team).reserved();

        tab.funds().ended(attempt(SONNET, new Work(Charge.ANYTHING, Usage.NONE, 0, 0, false)));
        assertThat(tab.funds().begin(HAIKU)).isEmpty();

        assertThat(world.balance(team).reserved()).isGreaterThan(before + 10_000 * OUTPUT / 4);
        tab.funds().ended(attempt(HAIKU, counted(100, 100)));
        passed.completion().complete(new Outcome.Served(200, Usage.NONE, List.of()));
        assertThat(world.balance(team).spent()).isEqualTo(before + 100 * 1_000 + 100 * 5_000);
        assertThat(tab.money().estimated()).isEqualTo("reserved");
        assertThat(world.balance(team).overrun()).isZero();
    }

    @Test
    void makesNoFurtherAttemptThatThereIsNoMoneyFor() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 16 * CENT, true);
        Entry.Passed passed = world.passed(world.call(10_000, SONNET, HAIKU));
        Tab tab = passed.next().tab();
        assertThat(tab.funds().begin(SONNET)).isEmpty();
        tab.funds().ended(attempt(SONNET, new Work(Charge.ANYTHING, Usage.NONE, 0, 0, false)));

        assertThat(tab.funds().begin(HAIKU))
                .hasValueSatisfying(problem -> assertThat(problem.kind()).isEqualTo(Kind.BUDGET_EXHAUSTED));
        passed.completion()
                .complete(new Outcome.Unserved(new Problem(Kind.UPSTREAM_TIMEOUT, ""), Usage.NONE, List.of()));

        assertThat(world.balance(team).reserved()).isZero();
        assertThat(world.balance(team).spent()).isLessThanOrEqualTo(16 * CENT);
    }

    @Test
    void refusesAModelThatNobodyKnowsThePriceOfToWhoeverHasABudget() throws Exception {
        world.budget(Scope.TEAM, "red", 100 * CENT, true);

        Problem problem = world.refused(world.call(1_000, UNHEARD_OF));

        assertThat(problem.kind()).isEqualTo(Kind.MODEL_UNPRICED);
        assertThat(world.passed(world.call(1_000, UNHEARD_OF, SONNET))
                        .next()
                        .plan()
                        .targets())
                .containsExactly(SONNET);
    }

    @Test
    void saysOfEachAnswerThatItsPriceIsNotKnown() throws Exception {
        Entry.Passed passed = world.passed(world.call(1_000, UNHEARD_OF));
        ends(passed, UNHEARD_OF, counted(10, 10));

        Tab tab = passed.next().tab();
        assertThat(tab.notices().first("x-weir-unpriced")).contains("own/unheard-of");
        assertThat(tab.money().billed()).isEmpty();
        assertThat(tab.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.priced()).isFalse());
    }

    @Test
    void refusesAnUnknownPriceToEverybodyWhereThatIsWanted() throws Exception {
        world.unpriced = Unpriced.REFUSE;

        assertThat(world.refused(world.call(1_000, UNHEARD_OF)).kind()).isEqualTo(Kind.MODEL_UNPRICED);
    }

    @Test
    void countsForNothingWhatOnlyCounts() throws Exception {
        world.budget(Scope.TEAM, "red", 1, true);
        Call plain = world.call(1_000, SONNET);
        Call counts = new Call(
                plain.id(),
                plain.principal(),
                Calls.of(Operation.COUNT_TOKENS, "/v1/messages/count_tokens", "{}")
                        .asked(),
                plain.words(),
                plain.target(),
                plain.headers(),
                plain.request(),
                plain.plan(),
                plain.tab());

        world.passed(counts);

        assertThat(counts.tab().funds().begin(SONNET)).isEmpty();
    }

    @Test
    void tellsFromThreeQuartersOnHowMuchIsUsed() throws Exception {
        world.budget(Scope.TEAM, "red", 10 * CENT, true);
        ends(world.passed(world.call(2_000, SONNET)), SONNET, counted(30_000, 0));

        assertThat(world.passed(world.call(200, SONNET)).next().tab().notices().first("x-weir-budget-used"))
                .contains("team:red:monthly 90.0%");
    }

    @Test
    void nobodyIsAskedBeforeSomebodyHasDecided() {
        Tab tab = world.call(1_000, SONNET).tab();

        assertThatThrownBy(tab::funds).isInstanceOf(IllegalStateException.class);
    }
}
