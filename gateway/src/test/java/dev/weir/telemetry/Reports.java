package dev.weir.telemetry;

import dev.weir.call.Attempt;
import dev.weir.call.Beginning;
import dev.weir.call.CallReport;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Principal;
import dev.weir.call.Tab;
import dev.weir.call.Target;
import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Moment;
import dev.weir.call.TraceContext;
import dev.weir.call.Work;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Calls that are over, for tests of what is made of them.
final class Reports {

    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final String PARENT = "b7ad6b7169203331";
    static final Names NAMES = new Names(
            Map.of("main", "anthropic", "aws", "bedrock"), Set.of("sonnet", "claude-sonnet-5"), List.of("gpt-*"));
    static final Target SONNET = new Target("main", "claude-sonnet-5");
    static final Usage USAGE = new Usage(100, 40, new Usage.CacheWrite(10, 0, 0, 0), 30, 5);

    private static final long MILLI = 1_000_000;

    private Reports() {}

    static Headers traced() {
        return Headers.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01", "user-agent", "agent/1");
    }

    static Attempt attempt(Target target, int status, String error, int afterMillis, Usage usage) {
        return new Attempt(
                target,
                "first",
                status,
                List.of(),
                error,
                Duration.ofMillis(afterMillis),
                Duration.ofMillis(50),
                new Work(Work.Charge.COUNTED, usage, 0, 0, true));
    }

    static Outcome served(Attempt... attempts) {
        return new Outcome.Served(200, USAGE, Arrays.asList(attempts));
    }

    static CallReport of(String team, String model, int status, Outcome outcome, Headers headers) {
        var timeline = new Timeline(0);
        timeline.mark(Moment.AUTHENTICATED, MILLI);
        timeline.mark(Moment.SENT, 10 * MILLI);
        timeline.mark(Moment.ANSWERED, 60 * MILLI);
        timeline.mark(Moment.FIRST_BYTE, 61 * MILLI);
        timeline.mark(Moment.LAST_BYTE, 100 * MILLI);
        var beginning = new Beginning(
                "req_1",
                TraceContext.of(headers, new Random(1)),
                Instant.parse("2026-11-01T00:00:00Z"),
                "POST",
                RequestTarget.parse("/v1/messages") instanceof RequestTarget.Parsed.Target(var target)
                        ? Optional.of(target)
                        : Optional.empty(),
                "127.0.0.1",
                headers,
                team.isEmpty() ? Optional.empty() : Optional.of(new Principal("user-4711", "key_1", team, Set.of())),
                Optional.of(Operation.MESSAGES),
                model,
                true,
                "1");
        return new CallReport(beginning, status, outcome, timeline, Tab.free());
    }
}
