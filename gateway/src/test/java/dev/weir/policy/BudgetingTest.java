package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.call.Attempt;
import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Filter.Entry;
import dev.weir.call.Line;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Plan;
import dev.weir.call.Principal;
import dev.weir.call.Step;
import dev.weir.call.Step.Onward;
import dev.weir.call.Tab;
import dev.weir.call.Target;
import dev.weir.call.Work;
import dev.weir.call.Work.Charge;
import dev.weir.config.StatusRule;
import dev.weir.config.TargetSettings;
import dev.weir.config.Unpriced;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.Period;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets;
import dev.weir.directory.Budgets.Holder;
import dev.weir.identity.Moment;
import dev.weir.meter.Calibration;
import dev.weir.meter.PriceCatalogue;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.LeasedLedger;
import dev.weir.store.Ledger.Balance;
import dev.weir.store.MemoryBooks;
import dev.weir.wire.chat.Leg;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.chat.Usage.On;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// With the real ledger. claude-sonnet-4-6 costs 3 dollars for a million tokens of input and 15 for output.
class BudgetingTest {

    private static final long CENT = 10_000_000;
    private static final Target SONNET = new Target("anthropic", "claude-sonnet-4-6");
    private static final Target HAIKU = new Target("anthropic", "claude-haiku-4-5");
    private static final Target UNHEARD_OF = new Target("own", "unheard-of");
    private static final long OUTPUT = 15_000;

    private final Moment clock = new Moment();
    private final MemoryBooks books = new MemoryBooks(clock::millis);
    private final LeasedLedger ledger =
            new LeasedLedger(books, books.begin("here").writer(), LeasedLedger.ALONE, System::nanoTime);
    private final Map<Holder, List<Budget>> budgets = new HashMap<>();
    private Unpriced unpriced = Unpriced.FLAG;
    private int calls;

    private final Budgeting budgeting = new Budgeting(
            ledger,
            new Quoting(PriceCatalogue::builtIn, provider -> provider, new Calibration(), clock),
            () -> new Budgets(budgets),
            () -> unpriced,
            clock,
            System::nanoTime);

    private Budget budget(Scope scope, String holder, long nanoUsd, boolean clamps) {
        var budget = new Budget(
                scope,
                holder,
                Period.MONTHLY,
                OptionalLong.of(nanoUsd),
                OptionalLong.empty(),
                List.of(),
                List.of(),
                clamps);
        budgets.computeIfAbsent(new Holder(scope, holder), _ -> new ArrayList<>())
                .add(budget);
        return budget;
    }

    private Call call(long maxTokens, Target... targets) {
        return call("{\"max_tokens\":%d,\"messages\":[]}".formatted(maxTokens), targets);
    }

    private Call call(String body, Target... targets) {
        Call plain = Calls.of(Operation.MESSAGES, "/v1/messages", body);
        return new Call(
                "req_" + ++calls,
                new Principal("ci", "ci", "red", Set.of()),
                plain.asked(),
                plain.words(),
                plain.target(),
                plain.headers(),
                plain.request(),
                plan(targets),
                new Tab());
    }

    /// One after the other.
    private static Plan plan(Target... targets) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < targets.length; i++) {
            List<Onward> onward = i + 1 < targets.length ? List.of(new Onward(StatusRule.TRANSIENT, i + 1)) : List.of();
            steps.add(new Step(targets[i], "config", TargetSettings.NONE, onward));
        }
        return new Plan(steps);
    }

    private Entry enter(Call call) throws Exception {
        Entry entry = budgeting.enter(call);
        return entry instanceof Entry.Slow(Callable<? extends Entry> decide) ? decide.call() : entry;
    }

    private Entry.Passed passed(Call call) throws Exception {
        Entry entry = enter(call);
        assertThat(entry).isInstanceOf(Entry.Passed.class);
        return (Entry.Passed) entry;
    }

    private Problem refused(Call call) throws Exception {
        Entry entry = enter(call);
        assertThat(entry).isInstanceOf(Entry.Refused.class);
        return ((Entry.Refused) entry).problem();
    }

    /// The call as it goes on, after one attempt that came to this.
    private static void ends(Entry.Passed passed, Target target, Work work) {
        Call call = passed.next();
        assertThat(call.tab().funds().begin(target)).isEmpty();
        call.tab().funds().ended(attempt(target, work));
        passed.completion().complete(new Outcome.Served(200, work.usage(), List.of()));
    }

    private static Attempt attempt(Target target, Work work) {
        return new Attempt(target, "key", 200, List.of(), "", Duration.ZERO, Duration.ZERO, work);
    }

    private static Work counted(long input, long output) {
        return new Work(Charge.COUNTED, usage(input, output), output * 4, output * 4, true);
    }

    private static Usage usage(long input, long output) {
        return new Usage(input, 0, CacheWrite.NONE, output, 0);
    }

    private Balance balance(Budget budget) {
        return ledger.balance(budget.money(clock.instant()).orElseThrow());
    }

    @Test
    void putsAsideTheMostAndBooksWhatItWas() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 100 * CENT, true);

        Entry.Passed passed = passed(call(10_000, SONNET));
        Balance running = balance(team);
        ends(passed, SONNET, counted(1_000, 200));

        assertThat(running.spent()).isZero();
        assertThat(running.reserved()).isBetween(10_000 * OUTPUT, 10_000 * OUTPUT + CENT);
        assertThat(balance(team)).isEqualTo(new Balance(1_000 * 3_000 + 200 * OUTPUT, 0, 0));
        Tab tab = passed.next().tab();
        assertThat(tab.money().billed()).hasValue(6_000_000);
        assertThat(tab.money().estimated()).isEmpty();
        assertThat(tab.money().reserved()).isEqualTo(running.reserved());
        assertThat(tab.booked()).singleElement().satisfies(booked -> {
            assertThat(booked.account()).isEqualTo(team.id() + "/" + Period.MONTHLY.label(clock.instant()) + "/usd");
            assertThat(booked.amount()).isEqualTo(6_000_000);
        });
    }

    @Test
    void s_bud_2_putsAsideWhatSoundCostsWhereThereMayBeSome() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 100 * CENT, true);
        var flash = new Target("google", "gemini-2.5-flash");
        String heard = """
                {"max_tokens":1,"messages":[{"content":[{"type":"input_audio","input_audio":{"data":"%s"}}]}]}""".formatted("A".repeat(640_000));

        Entry.Passed passed = passed(call(heard, flash));
        assertThat(balance(team).reserved()).isBetween(3 * CENT, 4 * CENT);
        ends(passed, flash, new Work(Charge.COUNTED, usage(20_000, 0).withAudio(10_000, 0, 0), 0, 0, true));

        assertThat(passed.next().tab().money().billed()).hasValue(10_000 * 300L + 10_000 * 1_000L);
    }

    @Test
    void paysForSearchesAlsoWhereNobodyKnowsTheirPrice() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 100 * CENT, true);
        String body = """
                {"max_tokens":100,"tools":[{"type":"web_search_20260209","name":"web_search","max_uses":4}],"messages":[]}""";
        var nova = new Target("bedrock", "global.amazon.nova-pro-v1:0");

        Entry.Passed known = passed(call(body, SONNET));
        assertThat(balance(team).reserved()).isBetween(4 * CENT, 5 * CENT);
        ends(known, SONNET, new Work(Charge.COUNTED, usage(0, 0).withSearches(3), 0, 0, true));
        Entry.Passed unknown = passed(call(body, nova));
        assertThat(balance(team).reserved()).isBetween(14 * CENT, 15 * CENT);
        ends(unknown, nova, new Work(Charge.COUNTED, usage(0, 0).withSearches(1), 0, 0, true));

        assertThat(known.next().tab().money().billed()).hasValue(3 * CENT);
        assertThat(known.next().tab().money().estimated()).isEmpty();
        assertThat(unknown.next().tab().money().billed()).hasValue(7 * CENT / 2);
        assertThat(unknown.next().tab().money().estimated()).isEqualTo("search_unpriced");
    }

    @Test
    void s_bud_2_paysForEachLegWhatItsModelCosts() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 100 * CENT, true);
        var legs = List.of(
                new Leg("", usage(10_000, 100)),
                new Leg("claude-haiku-4-5", usage(2_000, 50)),
                new Leg("of-no-price", usage(1, 1)));

        Entry.Passed passed = passed(call(1_000, SONNET));
        ends(passed, SONNET, new Work(Charge.COUNTED, usage(1_000, 200).withLegs(legs), 800, 800, true));

        long known = 11_000 * 3_000 + 300 * OUTPUT + 2_000 * 1_000 + 50 * 5_000;
        Tab tab = passed.next().tab();
        assertThat(tab.money().billed()).as("of one the price is not known").isEmpty();
        assertThat(tab.lines())
                .extracting(line -> line.target().model())
                .containsExactly("claude-sonnet-4-6", "claude-sonnet-4-6", "claude-haiku-4-5", "of-no-price");
        assertThat(tab.lines().stream().map(Line::usage).reduce(Usage.NONE, Usage::plus))
                .isEqualTo(usage(13_001, 351));
        assertThat(balance(team).spent()).isEqualTo(known);
    }

    @Test
    void s_bud_2_paysWhatTheTierCostsThatTheAnswerSays() throws Exception {
        budget(Scope.TEAM, "red", 100 * CENT, true);
        var gpt = new Target("openai", "gpt-5.4");
        var legs = List.of(new Leg("", usage(1_000, 0)));

        Entry.Passed passed = passed(call("{\"max_tokens\":1000,\"service_tier\":\"auto\",\"messages\":[]}", gpt));
        Usage used = usage(1_000, 100).withLegs(legs).on(new On("flex", ""));
        ends(passed, gpt, new Work(Charge.COUNTED, used, 400, 400, true));

        Tab tab = passed.next().tab();
        assertThat(tab.money().billed()).hasValue((2 * 1_000 * 2_500 + 100 * 15_000) / 2);
        assertThat(tab.money().price()).endsWith("?tier=flex&region=global");
        assertThat(tab.lines().getFirst().usage()).isEqualTo(usage(1_000, 100));
    }

    @Test
    void s_bud_2_paysForTheModelThatTookOverAndNotForTheOneThatWasPlanned() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 100 * CENT, true);
        String body = """
                {"max_tokens":1000,"fallbacks":[{"model":"claude-haiku-4-5"}],"messages":[]}""";
        var legs = List.of(new Leg("claude-haiku-4-5", usage(100, 10)), new Leg("claude-sonnet-4-6", usage(90, 1)));

        Entry.Passed passed = passed(call(body, SONNET));
        assertThat(balance(team).reserved()).isGreaterThan(1_000 * (OUTPUT + 5_000));
        ends(passed, SONNET, new Work(Charge.COUNTED, Usage.NONE.withLegs(legs), 40, 40, true));

        assertThat(passed.next().tab().money().billed()).hasValue(100 * 1_000 + 10 * 5_000 + 90 * 3_000 + OUTPUT);
    }

    @Test
    void s_bud_1_putsAsideNoLessForWhateverARequestNames() throws Exception {
        budget(Scope.TEAM, "red", 100 * CENT, false);
        String named = "{\"max_tokens\":%s,\"fallbacks\":[{\"model\":\"%s\"}],\"messages\":[]}";

        assertThat(refused(call(named.formatted("9223372036854775807", "claude-haiku-4-5"), SONNET))
                        .kind())
                .as("more than a long holds")
                .isEqualTo(Kind.BUDGET_EXHAUSTED);
        assertThat(refused(call(named.formatted("1000", "of-no-price"), SONNET)).kind())
                .isEqualTo(Kind.MODEL_UNPRICED);
    }

    @Test
    void bringsBackWhatAFailedCallHadPutAside() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 100 * CENT, true);

        Entry.Passed passed = passed(call(10_000, SONNET));
        ends(passed, SONNET, Work.NONE);

        assertThat(balance(team)).isEqualTo(new Balance(0, 0, 0));
        assertThat(passed.next().tab().money().billed()).hasValue(0);
    }

    @Test
    void reservesInAllBudgetsOrInNone() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 100 * CENT, true);
        Budget client = budget(Scope.CLIENT, "ci", CENT / 100, true);

        Problem problem = refused(call(10_000, SONNET));

        assertThat(problem.kind()).isEqualTo(Kind.BUDGET_EXHAUSTED);
        assertThat(problem.detail()).contains("client:ci:monthly");
        assertThat(problem.retryAfter()).isEmpty();
        assertThat(balance(team).reserved()).isZero();
        assertThat(balance(client).reserved()).isZero();
    }

    @Test
    void limitsTheOutputToWhatCanBePaidFor() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 5 * CENT, true);

        Call call = passed(call(32_000, SONNET)).next();

        long limit = JsonMapper.shared()
                .readTree(call.request().body())
                .path("max_tokens")
                .asLong();
        assertThat(limit).isBetween(1_024L, 5 * CENT / OUTPUT);
        assertThat(call.tab().notices().first("x-weir-clamped")).contains(Long.toString(limit));
        assertThat(balance(team).reserved()).isBetween(5 * CENT - 2 * OUTPUT, 5 * CENT);
    }

    @Test
    void limitsNoOutputBelowWhatTheModelIsToThink() throws Exception {
        budget(Scope.TEAM, "red", 5 * CENT, true);

        Problem problem = refused(call(
                "{\"max_tokens\":32000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":20000},\"messages\":[]}",
                SONNET));

        assertThat(problem.kind()).isEqualTo(Kind.BUDGET_EXHAUSTED);
    }

    @Test
    void limitsNoOutputWhereTheBudgetForbidsIt() throws Exception {
        budget(Scope.TEAM, "red", 5 * CENT, false);

        assertThat(refused(call(32_000, SONNET)).kind()).isEqualTo(Kind.BUDGET_EXHAUSTED);
    }

    @Test
    void waitsForACallThatHoldsTheRestAndThenGoesOn() throws Exception {
        budget(Scope.TEAM, "red", 20 * CENT, true);
        Entry.Passed first = passed(call(10_000, SONNET));
        Entry second = budgeting.enter(call(10_000, SONNET));
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
        budget(Scope.TEAM, "red", 20 * CENT, true);
        passed(call(10_000, SONNET));

        Problem problem = refused(call(10_000, SONNET));

        assertThat(problem.kind()).isEqualTo(Kind.BUDGET_RESERVED);
        assertThat(problem.retryAfter()).contains(Duration.ofSeconds(2));
    }

    @Test
    void putsMoreAsideForAnAttemptAfterOneThatMayHaveToBePaid() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 100 * CENT, true);
        Entry.Passed passed = passed(call(10_000, SONNET, HAIKU));
        Tab tab = passed.next().tab();
        assertThat(tab.funds().begin(SONNET)).isEmpty();
        long before = balance(team).reserved();

        tab.funds().ended(attempt(SONNET, new Work(Charge.ANYTHING, Usage.NONE, 0, 0, false)));
        assertThat(tab.funds().begin(HAIKU)).isEmpty();

        assertThat(balance(team).reserved()).isGreaterThan(before + 10_000 * OUTPUT / 4);
        tab.funds().ended(attempt(HAIKU, counted(100, 100)));
        passed.completion().complete(new Outcome.Served(200, Usage.NONE, List.of()));
        assertThat(balance(team).spent()).isEqualTo(before + 100 * 1_000 + 100 * 5_000);
        assertThat(tab.money().estimated()).isEqualTo("reserved");
        assertThat(balance(team).overrun()).isZero();
    }

    @Test
    void makesNoFurtherAttemptThatThereIsNoMoneyFor() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 16 * CENT, true);
        Entry.Passed passed = passed(call(10_000, SONNET, HAIKU));
        Tab tab = passed.next().tab();
        assertThat(tab.funds().begin(SONNET)).isEmpty();
        tab.funds().ended(attempt(SONNET, new Work(Charge.ANYTHING, Usage.NONE, 0, 0, false)));

        assertThat(tab.funds().begin(HAIKU))
                .hasValueSatisfying(problem -> assertThat(problem.kind()).isEqualTo(Kind.BUDGET_EXHAUSTED));
        passed.completion()
                .complete(new Outcome.Unserved(new Problem(Kind.UPSTREAM_TIMEOUT, ""), Usage.NONE, List.of()));

        assertThat(balance(team).reserved()).isZero();
        assertThat(balance(team).spent()).isLessThanOrEqualTo(16 * CENT);
    }

    /// Said: 900 bytes, of which the client has 300.
    @ParameterizedTest
    @CsvSource({
        "COUNTED, 100, 50, '',                  1050000, 1050000",
        "SAID,    0,   0,  'delivered_bytes/3', -1,      -1",
        "SAID,    100, 0,  'delivered_bytes/3', 4800000, 1800000",
        "SAID,    100, 400,'delivered_bytes/3', 6300000, 1800000",
    })
    void s_bud_2_bookesACutAnswerAsItWasCountedOrAsItWasHeard(
            Charge charge, long input, long output, String rule, long billed, long delivered) throws Exception {
        budget(Scope.TEAM, "red", 100 * CENT, true);
        Entry.Passed passed = passed(call(1_000, SONNET));
        long heard = charge == Charge.COUNTED ? 900 : 300;

        ends(passed, SONNET, new Work(charge, usage(input, output), 900, heard, true));

        Tab tab = passed.next().tab();
        assertThat(tab.money().estimated()).isEqualTo(rule);
        if (billed >= 0) {
            assertThat(tab.money().billed()).hasValue(billed);
            assertThat(tab.money().delivered()).isEqualTo(delivered);
        } else { // nobody has said how much was read: as much as was put aside for it
            long bound = tab.lines().getFirst().usage().input();
            assertThat(tab.money().billed())
                    .hasValue(bound * 3_750 + 300 * OUTPUT); // as if all were written to a cache
        }
    }

    @Test
    void s_bud_3_bookesNothingLessThanNothingAndSaysThatItIsStrange() throws Exception {
        Budget team = budget(Scope.TEAM, "red", 100 * CENT, true);
        Entry.Passed passed = passed(call(1_000, SONNET));

        ends(passed, SONNET, counted(-5, Long.MAX_VALUE));

        assertThat(passed.next().tab().money().estimated()).isEqualTo("usage_suspect");
        assertThat(balance(team).spent()).isEqualTo(4_000 * OUTPUT);
    }

    @Test
    void refusesAModelThatNobodyKnowsThePriceOfToWhoeverHasABudget() throws Exception {
        budget(Scope.TEAM, "red", 100 * CENT, true);

        Problem problem = refused(call(1_000, UNHEARD_OF));

        assertThat(problem.kind()).isEqualTo(Kind.MODEL_UNPRICED);
        assertThat(passed(call(1_000, UNHEARD_OF, SONNET)).next().plan().targets())
                .containsExactly(SONNET);
    }

    @Test
    void saysOfEachAnswerThatItsPriceIsNotKnown() throws Exception {
        Entry.Passed passed = passed(call(1_000, UNHEARD_OF));
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
        unpriced = Unpriced.REFUSE;

        assertThat(refused(call(1_000, UNHEARD_OF)).kind()).isEqualTo(Kind.MODEL_UNPRICED);
    }

    @Test
    void countsForNothingWhatOnlyCounts() throws Exception {
        budget(Scope.TEAM, "red", 1, true);
        Call plain = call(1_000, SONNET);
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

        passed(counts);

        assertThat(counts.tab().funds().begin(SONNET)).isEmpty();
    }

    @Test
    void tellsFromThreeQuartersOnHowMuchIsUsed() throws Exception {
        budget(Scope.TEAM, "red", 10 * CENT, true);
        ends(passed(call(2_000, SONNET)), SONNET, counted(30_000, 0));

        assertThat(passed(call(200, SONNET)).next().tab().notices().first("x-weir-budget-used"))
                .contains("team:red:monthly 90.0%");
    }

    @Test
    void nobodyIsAskedBeforeSomebodyHasDecided() {
        Tab tab = call(1_000, SONNET).tab();

        assertThatThrownBy(tab::funds).isInstanceOf(IllegalStateException.class);
    }
}
