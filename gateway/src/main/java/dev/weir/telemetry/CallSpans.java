package dev.weir.telemetry;

import dev.weir.call.Attempt;
import dev.weir.call.AuditRecord.Money;
import dev.weir.call.CallReport;
import dev.weir.call.Declared;
import dev.weir.call.Ending;
import dev.weir.call.Operation;
import dev.weir.call.Principal;
import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Moment;
import dev.weir.call.Timeline.Part;
import dev.weir.call.TraceContext;
import dev.weir.telemetry.Span.Event;
import dev.weir.telemetry.Span.Kind;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.RequestTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The spans of a call that is over: one for the call, and below it one for each request to a provider. Made
/// afterwards, of what the report knows; nothing of a prompt or an answer is in it.
public final class CallSpans {

    private static final int FIRST_SERVER_ERROR = 500;
    private static final int FIRST_ERROR = 400;
    private static final double NANOS = 1e9;

    private final Supplier<Names> names;
    private final RandomGenerator random;

    /// @param random makes span ids
    public CallSpans(Supplier<Names> names, RandomGenerator random) {
        this.names = names;
        this.random = random;
    }

    /// The call's span first.
    public List<Span> of(CallReport report) {
        var spans = new ArrayList<Span>();
        spans.add(call(report));
        List<Attempt> attempts = report.outcome().attempts();
        for (int i = 0; i < attempts.size(); i++) {
            spans.add(attempt(report, attempts.get(i), i == attempts.size() - 1));
        }
        return spans;
    }

    private Span call(CallReport report) {
        Ending ending = Ending.of(report.outcome());
        TraceContext trace = report.trace();
        Timeline timeline = report.timeline();
        var said = new Attributes();
        said.put("http.request.method", report.method());
        said.put(
                "url.path",
                report.target().map(RequestTarget::path).map(Said::shortened).orElse(""));
        if (report.status() != 0) {
            said.put("http.response.status_code", (long) report.status());
        }
        said.put("client.address", report.remoteAddress());
        said.put(
                "user_agent.original",
                report.headers().first("user-agent").map(Said::shortened).orElse(""));
        said.put("error.type", ending.error());
        said.put("weir.call.id", report.id());
        said.put("weir.team", report.principal().map(Principal::team).orElse(""));
        said.put("weir.client", report.principal().map(Principal::client).orElse(""));
        said.put("weir.session", Declared.session(report.headers()));
        said.put("weir.model", Said.shortened(report.model()));
        said.put("weir.stream", report.streamed());
        said.put("weir.outcome", ending.word());
        said.put("weir.why", Said.shortened(ending.why()));
        said.put("weir.attempts", (long) report.outcome().attempts().size());
        Money money = report.tab().money();
        money.billed().ifPresent(cost -> said.put("weir.cost_nano_usd", cost));
        said.putUnlessZero("weir.reserved_nano_usd", money.reserved());
        said.put("weir.estimated", money.estimated());
        said.putUnlessZero("weir.held_us", report.tab().held().toNanos() / 1_000);
        Timeline.Parts parts = timeline.parts();
        said.put("weir.gateway_us", parts.gateway());
        for (Part part : Part.values()) {
            said.put("weir." + part.word() + "_us", parts.of(part));
        }
        Instant begun = report.at();
        return new Span(
                trace.trace(),
                trace.span(),
                trace.parent(),
                true,
                trace.state(),
                report.method() + report.operation().map(one -> " " + word(one)).orElse(""),
                Kind.SERVER,
                begun,
                begun.plus(timeline.micros(Moment.LAST_BYTE), ChronoUnit.MICROS),
                said.known,
                events(begun, timeline),
                ending.failed() || report.status() >= FIRST_SERVER_ERROR);
    }

    private static List<Event> events(Instant begun, Timeline timeline) {
        long first = timeline.micros(Moment.FIRST_BYTE);
        return first == 0 ? List.of() : List.of(new Event("weir.first_byte", begun.plus(first, ChronoUnit.MICROS)));
    }

    private Span attempt(CallReport report, Attempt attempt, boolean last) {
        Names known = names.get();
        String operation = report.operation().map(GenAi::operation).orElse("chat");
        var said = new Attributes();
        said.put(GenAi.OPERATION, operation);
        said.put(GenAi.PROVIDER, GenAi.provider(known.kind(attempt.target().provider())));
        said.put(GenAi.MODEL, Said.shortened(attempt.target().model()));
        if (report.streamed()) {
            said.put(GenAi.STREAM, true);
        }
        said.put(GenAi.CONVERSATION, Declared.session(report.headers()));
        boolean failed = attempt.status() >= FIRST_ERROR || !attempt.error().isEmpty();
        if (failed) {
            said.put(
                    "error.type",
                    attempt.status() >= FIRST_ERROR ? Integer.toString(attempt.status()) : attempt.error());
        }
        if (attempt.status() != 0) {
            said.put("http.response.status_code", (long) attempt.status());
        }
        usage(said, attempt.work().usage().whole());
        if (last) {
            firstChunk(report, attempt).ifPresent(time -> said.put(GenAi.FIRST_CHUNK, seconds(time)));
        }
        said.put("weir.call.id", report.id());
        said.put("weir.provider", attempt.target().provider());
        said.put("weir.credential", attempt.credential());
        said.put("weir.error", attempt.error());
        if (!attempt.lost().isEmpty()) {
            said.put("weir.lost", (long) attempt.lost().size());
        }
        Instant start = report.at().plus(attempt.after());
        return new Span(
                report.trace().trace(),
                TraceContext.newId(random),
                report.trace().span(),
                false,
                report.trace().state(),
                operation + " " + known.model(attempt.target().model()),
                Kind.CLIENT,
                start,
                start.plus(attempt.took()),
                said.known,
                List.of(),
                failed);
    }

    /// From the request to the first byte that the client was sent of its answer.
    static Optional<Duration> firstChunk(CallReport report, Attempt last) {
        if (!report.streamed() || report.status() != 200) {
            return Optional.empty();
        }
        Duration first = Duration.of(report.timeline().micros(Moment.FIRST_BYTE), ChronoUnit.MICROS)
                .minus(last.after());
        return first.isPositive() ? Optional.of(first) : Optional.empty();
    }

    static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }

    static String word(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    /// Nothing of what nobody counted.
    private static void usage(Attributes said, Usage usage) {
        if (usage.equals(Usage.NONE)) {
            return;
        }
        said.put(GenAi.INPUT, usage.input());
        said.put(GenAi.OUTPUT, usage.output());
        said.putUnlessZero(GenAi.CACHE_READ, usage.cacheRead());
        said.putUnlessZero(GenAi.CACHE_WRITE, usage.cacheWrite().total());
        said.putUnlessZero(GenAi.REASONING, usage.reasoning());
    }

    /// What is known: an empty text is not.
    private static final class Attributes {
        private final Map<String, Object> known = new LinkedHashMap<>();

        void put(String name, String value) {
            if (!value.isEmpty()) {
                known.put(name, value);
            }
        }

        void put(String name, long value) {
            known.put(name, value);
        }

        void put(String name, double value) {
            known.put(name, value);
        }

        void put(String name, boolean value) {
            known.put(name, value);
        }

        void putUnlessZero(String name, long value) {
            if (value != 0) {
                known.put(name, value);
            }
        }
    }
}
