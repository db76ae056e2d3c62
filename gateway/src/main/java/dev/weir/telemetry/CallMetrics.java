package dev.weir.telemetry;

import dev.weir.call.Attempt;
import dev.weir.call.CallReport;
import dev.weir.call.Ending;
import dev.weir.call.Line;
import dev.weir.call.Measure;
import dev.weir.call.Outcome;
import dev.weir.call.Principal;
import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Moment;
import dev.weir.call.Timeline.Part;
import dev.weir.problem.Problem;
import dev.weir.telemetry.Family.Example;
import dev.weir.telemetry.Metrics.Counter;
import dev.weir.telemetry.Metrics.Histogram;
import dev.weir.wire.chat.Usage;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is counted of calls when they are over. Labels are bounded: teams to a number, models and providers to those
/// that are configured, everything else to our own words; no user and no key is one.
public final class CallMetrics {

    private static final int OK = 200;
    private static final int FIRST_ERROR = 400;
    private static final double MICROS = 1e6;
    private static final double NANOS = 1e9;

    /// Those of the conventions.
    private static final double[] SECONDS = {
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
    };

    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
    };

    /// What the gateway itself takes is counted in microseconds.
    private static final double[] OWN = {
        0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5
    };

    private static final Set<String> MEASURES = Stream.of(Measure.values())
            .map(measure -> measure.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<Problem.Kind> BUDGETS =
            EnumSet.of(Problem.Kind.BUDGET_EXHAUSTED, Problem.Kind.BUDGET_RESERVED);

    private final Supplier<Names> names;
    private final Teams teams = new Teams();

    private final Counter calls;
    private final Histogram duration;
    private final Histogram firstByte;
    private final Histogram gateway;
    private final Histogram part;
    private final Counter tokens;
    private final Counter reasoning;
    private final Counter attempts;
    private final Counter refused;
    private final Counter cost;
    private final Counter unpriced;
    private final Counter saved;
    private final Counter wasted;
    private final Counter estimated;
    private final Histogram held;
    private final Histogram genAiTokens;
    private final Histogram genAiDuration;
    private final Histogram genAiFirstChunk;

    public CallMetrics(Metrics metrics, Supplier<Names> names) {
        this.names = names;
        calls = metrics.counter(
                "weir.calls",
                "{call}",
                "Calls that are over.",
                "team",
                "model",
                "provider",
                "outcome",
                "error",
                "status");
        duration = metrics.histogram(
                "weir.call.duration",
                "s",
                "From a call's headers to the last byte of its answer.",
                SECONDS,
                "model",
                "provider",
                "outcome");
        firstByte = metrics.histogram(
                "weir.call.first_byte",
                "s",
                "From a call's headers to the first byte of a provider's answer for the client.",
                SECONDS,
                "model",
                "provider",
                "stream");
        gateway = metrics.histogram(
                "weir.call.gateway", "s", "The gateway's own share of a call that a provider served.", OWN);
        part = metrics.histogram(
                "weir.call.part", "s", "What each part of the gateway's own work took of such a call.", OWN, "part");
        tokens = metrics.counter(
                "weir.tokens", "{token}", "Tokens that providers counted.", "team", "model", "provider", "kind");
        reasoning = metrics.counter(
                "weir.tokens.reasoning",
                "{token}",
                "The part of the output tokens that was reasoning.",
                "team",
                "model",
                "provider");
        attempts = metrics.counter(
                "weir.attempts", "{request}", "Requests to providers.", "provider", "model", "status", "error");
        refused = metrics.counter(
                "weir.limits.refused", "{call}", "Calls that a limit or a budget refused.", "team", "measure");
        cost = metrics.counter("weir.cost", "{usd}", "What calls cost, in US dollars.", "team", "model", "provider");
        unpriced = metrics.counter(
                "weir.cost.unknown",
                "{call}",
                "Calls at targets whose price is not known.",
                "team",
                "model",
                "provider");
        saved = metrics.counter("weir.cost.saved", "{usd}", "What providers' caches saved.", "model", "provider");
        wasted = metrics.counter(
                "weir.cost.wasted",
                "{usd}",
                "What writing to providers' caches cost more than reading from them saved.",
                "model",
                "provider");
        estimated = metrics.counter(
                "weir.cost.estimated",
                "{call}",
                "Calls of which some of the cost is estimated, by the rule.",
                "provider",
                "rule");
        held = metrics.histogram(
                "weir.call.held", "s", "How long calls waited for money, of those that did.", SECONDS, "team");
        genAiTokens = metrics.histogram(
                GenAi.TOKENS,
                "{token}",
                "Input and output tokens of requests to providers.",
                TOKENS,
                GenAi.OPERATION,
                GenAi.PROVIDER,
                GenAi.MODEL,
                GenAi.TOKEN_TYPE);
        genAiDuration = metrics.histogram(
                GenAi.DURATION,
                "s",
                "What requests to providers took.",
                SECONDS,
                GenAi.OPERATION,
                GenAi.PROVIDER,
                GenAi.MODEL,
                "error.type");
        genAiFirstChunk = metrics.histogram(
                GenAi.TIME_TO_FIRST_CHUNK,
                "s",
                "From a request to a provider to the first piece of its streamed answer.",
                SECONDS,
                GenAi.OPERATION,
                GenAi.PROVIDER,
                GenAi.MODEL);
    }

    /// @param recorded whether its trace is, so that it can be an example
    public void ended(CallReport report, boolean recorded) {
        Names known = names.get();
        Ending ending = Ending.of(report.outcome());
        List<Attempt> asked = report.outcome().attempts();
        String team = teams.label(report.principal().map(Principal::team).orElse(""));
        String model = known.model(report.model());
        String provider =
                asked.isEmpty() ? "" : known.provider(asked.getLast().target().provider());
        calls.add(1, team, model, provider, ending.word(), ending.error(), Integer.toString(report.status()));
        measure(report.outcome()).ifPresent(measure -> refused.add(1, team, measure));
        for (Attempt attempt : asked) {
            attempts.add(
                    1,
                    known.provider(attempt.target().provider()),
                    known.model(attempt.target().model()),
                    Integer.toString(attempt.status()),
                    attempt.error());
        }
        times(report, ending, model, provider, recorded);
        for (Attempt attempt : asked) {
            usage(
                    attempt.work().usage().whole(),
                    team,
                    model,
                    known.provider(attempt.target().provider()));
        }
        money(report, known, team, model, recorded);
        if (!asked.isEmpty()) {
            genAi(report, known, recorded);
        }
    }

    private void times(CallReport report, Ending ending, String model, String provider, boolean recorded) {
        Timeline.Parts parts = report.timeline().parts();
        double total = parts.total() / MICROS;
        duration.record(total, example(report, recorded, total), model, provider, ending.word());
        if (!provider.isEmpty() && report.status() == OK) {
            double first = report.timeline().micros(Moment.FIRST_BYTE) / MICROS;
            firstByte.record(
                    first, example(report, recorded, first), model, provider, Boolean.toString(report.streamed()));
            double own = parts.gateway() / MICROS;
            gateway.record(own, example(report, recorded, own));
            for (Part one : Part.values()) {
                if (one.ours()) {
                    part.record(parts.of(one) / MICROS, Optional.empty(), one.word());
                }
            }
        }
    }

    private void usage(Usage usage, String team, String model, String provider) {
        add(tokens, (double) usage.fresh(), team, model, provider, "fresh");
        add(tokens, (double) usage.cacheRead(), team, model, provider, "cache_read");
        add(tokens, (double) usage.cacheWrite().total(), team, model, provider, "cache_write");
        add(tokens, (double) usage.output(), team, model, provider, "output");
        add(reasoning, (double) usage.reasoning(), team, model, provider);
    }

    private void money(CallReport report, Names known, String team, String model, boolean recorded) {
        for (Line line : report.tab().lines()) {
            String provider = known.provider(line.target().provider());
            if (line.priced()) {
                add(cost, line.cost() / NANOS, team, model, provider);
                add(saved, line.savings() / NANOS, model, provider);
                add(wasted, -line.savings() / NANOS, model, provider);
            } else {
                unpriced.add(1, team, model, provider);
            }
            if (!line.estimated().isEmpty()) {
                estimated.add(1, provider, line.estimated());
            }
        }
        double waited = CallSpans.seconds(report.tab().held());
        if (waited > 0) {
            held.record(waited, example(report, recorded, waited), team);
        }
    }

    private static void add(Counter counter, double amount, String... labels) {
        if (amount > 0) {
            counter.add(amount, labels);
        }
    }

    private void genAi(CallReport report, Names known, boolean recorded) {
        String operation = report.operation().map(GenAi::operation).orElse("");
        for (Attempt attempt : report.outcome().attempts()) {
            double took = CallSpans.seconds(attempt.took());
            genAiDuration.record(
                    took,
                    example(report, recorded, took),
                    operation,
                    GenAi.provider(known.kind(attempt.target().provider())),
                    known.model(attempt.target().model()),
                    error(attempt));
            Usage usage = attempt.work().usage().whole();
            if (!usage.equals(Usage.NONE)) {
                String provider = GenAi.provider(known.kind(attempt.target().provider()));
                String model = known.model(attempt.target().model());
                tokens(report, recorded, (double) usage.input(), operation, provider, model, "input");
                tokens(report, recorded, (double) usage.output(), operation, provider, model, "output");
            }
        }
        Attempt last = report.outcome().attempts().getLast();
        String provider = GenAi.provider(known.kind(last.target().provider()));
        String model = known.model(last.target().model());
        CallSpans.firstChunk(report, last).ifPresent(time -> {
            double took = CallSpans.seconds(time);
            genAiFirstChunk.record(took, example(report, recorded, took), operation, provider, model);
        });
    }

    private void tokens(CallReport report, boolean recorded, double count, String... labels) {
        genAiTokens.record(count, example(report, recorded, count), labels);
    }

    private static String error(Attempt attempt) {
        return attempt.status() >= FIRST_ERROR ? Integer.toString(attempt.status()) : attempt.error();
    }

    private static Optional<Example> example(CallReport report, boolean recorded, double value) {
        return recorded
                ? Optional.of(new Example(report.trace().trace(), report.trace().span(), value, report.at()))
                : Optional.empty();
    }

    /// Which limit it was, if it was one.
    private static Optional<String> measure(Outcome outcome) {
        if (!(outcome instanceof Outcome.Refused refused)) {
            return Optional.empty();
        }
        Problem problem = refused.problem();
        String said = String.valueOf(problem.more().get("measure"));
        return MEASURES.contains(said)
                ? Optional.of(said)
                : BUDGETS.contains(problem.kind()) ? Optional.of("budget") : Optional.empty();
    }
}
