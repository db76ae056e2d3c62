package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Attempt;
import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Filter.Entry;
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
import dev.weir.store.LeasedLedger;
import dev.weir.store.Ledger.Balance;
import dev.weir.store.MemoryBooks;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;

/// Budgets on the real ledger, and calls that draw on them.
final class BudgetingWorld {

    static final long CENT = 10_000_000;
    static final Target SONNET = new Target("anthropic", "claude-sonnet-4-6");
    static final Target HAIKU = new Target("anthropic", "claude-haiku-4-5");
    static final Target UNHEARD_OF = new Target("own", "unheard-of");
    static final long OUTPUT = 15_000;

    final Moment clock = new Moment();
    final MemoryBooks books = new MemoryBooks(clock::millis);
    final LeasedLedger ledger =
            new LeasedLedger(books, books.begin("here").writer(), LeasedLedger.ALONE, System::nanoTime);
    final Map<Holder, List<Budget>> budgets = new HashMap<>();
    Unpriced unpriced = Unpriced.FLAG;
    private int calls;

    final Budgeting budgeting = new Budgeting(
            ledger,
            new Quoting(PriceCatalogue::builtIn, provider -> provider, new Calibration(), clock),
            () -> new Budgets(budgets),
            () -> unpriced,
            clock,
            System::nanoTime);

    Budget budget(Scope scope, String holder, long nanoUsd, boolean clamps) {
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

    Call call(long maxTokens, Target... targets) {
        return call("{\"max_tokens\":%d,\"messages\":[]}".formatted(maxTokens), targets);
    }

    Call call(String body, Target... targets) {
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
    static Plan plan(Target... targets) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < targets.length; i++) {
            List<Onward> onward = i + 1 < targets.length ? List.of(new Onward(StatusRule.TRANSIENT, i + 1)) : List.of();
            steps.add(new Step(targets[i], "config", TargetSettings.NONE, onward));
        }
        return new Plan(steps);
    }

    Entry enter(Call call) throws Exception {
        Entry entry = budgeting.enter(call);
        return entry instanceof Entry.Slow(Callable<? extends Entry> decide) ? decide.call() : entry;
    }

    Entry.Passed passed(Call call) throws Exception {
        Entry entry = enter(call);
        assertThat(entry).isInstanceOf(Entry.Passed.class);
        return (Entry.Passed) entry;
    }

    Problem refused(Call call) throws Exception {
        Entry entry = enter(call);
        assertThat(entry).isInstanceOf(Entry.Refused.class);
        return ((Entry.Refused) entry).problem();
    }

    /// The call as it goes on, after one attempt that came to this.
    static void ends(Entry.Passed passed, Target target, Work work) {
        Call call = passed.next();
        assertThat(call.tab().funds().begin(target)).isEmpty();
        call.tab().funds().ended(attempt(target, work));
        passed.completion().complete(new Outcome.Served(200, work.usage(), List.of()));
    }

    static Attempt attempt(Target target, Work work) {
        return new Attempt(target, "key", 200, List.of(), "", Duration.ZERO, Duration.ZERO, work);
    }

    static Work counted(long input, long output) {
        return new Work(Charge.COUNTED, usage(input, output), output * 4, output * 4, true);
    }

    static Usage usage(long input, long output) {
        return new Usage(input, 0, CacheWrite.NONE, output, 0);
    }

    Balance balance(Budget budget) {
        return ledger.balance(budget.money(clock.instant()).orElseThrow());
    }
}
