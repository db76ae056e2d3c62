package dev.weir.telemetry;

import dev.weir.call.Target;
import dev.weir.directory.Budget;
import dev.weir.directory.Budgets;
import dev.weir.journal.Health;
import dev.weir.relay.BodyBudget;
import dev.weir.relay.LiveCalls;
import dev.weir.route.CircuitBreaker;
import dev.weir.route.Healths;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Balance;
import dev.weir.telemetry.Family.Kind;
import dev.weir.telemetry.Family.Point;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// What is looked at of the gateway itself when somebody reads the metrics: what runs, what waits, what is out.
public final class GatewayMetrics {

    private static final double NANOS = 1e9;

    private final Metrics metrics;

    public GatewayMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    public void calls(LiveCalls live, BodyBudget bodies) {
        metrics.observed("weir.calls.running", Kind.GAUGE, "{call}", "Calls that run.", live::running);
        metrics.observed(
                "weir.ready",
                Kind.GAUGE,
                "{flag}",
                "1 if a balancer should send calls here.",
                () -> live.ready() ? 1 : 0);
        metrics.observed("weir.bodies.held", Kind.GAUGE, "By", "Bytes of request bodies that are held.", bodies::held);
        metrics.observed("weir.bodies.limit", Kind.GAUGE, "By", "How many may be held.", bodies::most);
    }

    /// @param age how old what is known of documents may be
    /// @param alone for how many teams this gateway counts alone
    public void store(Supplier<Duration> age, BooleanSupplier away, IntSupplier alone) {
        metrics.observed(
                "weir.store.age",
                Kind.GAUGE,
                "s",
                "How old what is known of documents may be.",
                () -> age.get().toNanos() / NANOS);
        metrics.observed(
                "weir.degraded",
                Kind.GAUGE,
                "{flag}",
                "1 if something is decided without what should be asked.",
                List.of("what"),
                () -> List.of(
                        new Point.Single(List.of("store"), away.getAsBoolean() ? 1 : 0),
                        new Point.Single(List.of("limits"), alone.getAsInt() > 0 ? 1 : 0)));
    }

    public void targets(Healths healths, Supplier<Names> names) {
        metrics.observed(
                "weir.target.breaker",
                Kind.GAUGE,
                "{state}",
                "0 if a target is asked (closed), 1 if it is tried (half-open), 2 if it is out (open).",
                List.of("provider", "model"),
                () -> breakers(healths, names.get()));
    }

    /// The worst of those that share their labels.
    private static List<Point> breakers(Healths healths, Names names) {
        Map<List<String>, Integer> states = new HashMap<>();
        for (Target target : healths.asked().values()) {
            states.merge(
                    List.of(names.provider(target.provider()), names.model(target.model())),
                    state(healths.of(target).breaker()),
                    Math::max);
        }
        var points = new ArrayList<Point>();
        states.forEach((labels, state) -> points.add(new Point.Single(labels, state)));
        return points;
    }

    private static int state(CircuitBreaker breaker) {
        return switch (breaker) {
            case CircuitBreaker.Closed _ -> 0;
            case CircuitBreaker.HalfOpen _ -> 1;
            case CircuitBreaker.Open _ -> 2;
        };
    }

    /// The money that teams may spend in their present periods, and did.
    ///
    /// @param balance must not wait
    public void budgets(Supplier<Budgets> budgets, Function<Account, Balance> balance, InstantSource clock) {
        List<String> labels = List.of("team", "period");
        metrics.observed(
                "weir.budget.limit",
                Kind.GAUGE,
                "{usd}",
                "What a team may spend in its present period, in US dollars.",
                labels,
                () -> teams(budgets.get(), clock, Account::limit));
        metrics.observed(
                "weir.budget.spent",
                Kind.GAUGE,
                "{usd}",
                "What it has spent, as far as this gateway knows.",
                labels,
                () -> teams(
                        budgets.get(), clock, account -> balance.apply(account).spent()));
    }

    private static List<Point> teams(Budgets budgets, InstantSource clock, ToLongFunction<? super Account> value) {
        var points = new ArrayList<Point>();
        for (Budgets.Said said : budgets.all().values()) {
            Budget budget = said.budget();
            if (budget.scope() == Budget.Scope.TEAM && points.size() < Teams.MOST) {
                budget.money(clock.instant())
                        .ifPresent(account -> points.add(new Point.Single(
                                List.of(budget.holder(), budget.period().word()), value.applyAsLong(account) / NANOS)));
            }
        }
        return points;
    }

    /// Who takes audit records over into one of the logs.
    ///
    /// @param waiting records that came about and are not there yet
    /// @param fails whether none can be taken over now
    public record Relay(String log, LongSupplier waiting, BooleanSupplier fails) {}

    public void audit(List<Relay> relays) {
        metrics.observed(
                "weir.audit.waiting",
                Kind.GAUGE,
                "{record}",
                "Audit records that are in the journal and not yet in the log.",
                List.of("log"),
                () -> relays.stream()
                        .<Point>map(one -> new Point.Single(
                                List.of(one.log()), one.waiting().getAsLong()))
                        .toList());
        metrics.observed(
                "weir.audit.failing",
                Kind.GAUGE,
                "{flag}",
                "Whether audit records cannot be taken over into the log now; they stay in the journal.",
                List.of("log"),
                () -> relays.stream()
                        .<Point>map(one ->
                                new Point.Single(List.of(one.log()), one.fails().getAsBoolean() ? 1 : 0))
                        .toList());
    }

    /// @param told how many this process has told of
    public void lostGateways(LongSupplier told) {
        metrics.observed(
                "weir.gateways.lost",
                Kind.COUNTER,
                "{gateway}",
                "Gateways that were lost while they held a part of a budget, as this one was the first to notice.",
                () -> told.getAsLong());
    }

    public void journal(Supplier<Health> health) {
        metrics.observed(
                "weir.journal.queued",
                Kind.GAUGE,
                "{record}",
                "Records that wait to be written to the journal.",
                () -> health.get().queued());
        metrics.observed(
                "weir.journal.open",
                Kind.GAUGE,
                "{call}",
                "Calls that the journal knows to have started and not to have ended.",
                () -> health.get().open());
        metrics.observed(
                "weir.journal.size",
                Kind.GAUGE,
                "By",
                "How much the journal takes on disk.",
                () -> health.get().bytes());
        metrics.observed(
                "weir.journal.failed",
                Kind.COUNTER,
                "{record}",
                "Records that could not be written.",
                () -> health.get().failed());
        metrics.observed(
                "weir.journal.damaged",
                Kind.COUNTER,
                "{place}",
                "Places where the journal is not as it was written.",
                () -> health.get().damaged());
    }

    /// Something that works through what it is handed.
    ///
    /// @param lost how many things it could not take since the start
    public record Queue(String name, IntSupplier depth, LongSupplier lost) {}

    public void queues(List<Queue> queues) {
        metrics.observed(
                "weir.queue.depth",
                Kind.GAUGE,
                "{item}",
                "What waits in a queue.",
                List.of("queue"),
                () -> queues.stream()
                        .<Point>map(one -> new Point.Single(
                                List.of(one.name()), one.depth().getAsInt()))
                        .toList());
        metrics.observed(
                "weir.queue.lost",
                Kind.COUNTER,
                "{item}",
                "What a full queue could not take, or could not deliver.",
                List.of("queue"),
                () -> queues.stream()
                        .<Point>map(one ->
                                new Point.Single(List.of(one.name()), one.lost().getAsLong()))
                        .toList());
    }
}
