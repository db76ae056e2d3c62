package dev.weir.bench;

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
import dev.weir.telemetry.CallMetrics;
import dev.weir.telemetry.CallSpans;
import dev.weir.telemetry.Metrics;
import dev.weir.telemetry.Names;
import dev.weir.telemetry.PrometheusText;
import dev.weir.telemetry.ReportQueue;
import dev.weir.telemetry.Span;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What telemetry costs a call: on the event loop (`traceContext`, `handOver`, `timing`), and afterwards on a thread of
/// its own (`count`, `makeSpans`).
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TelemetryBench {

    private static final Headers HEADERS = Headers.of(
            "host", "localhost",
            "user-agent", "agent/1.0",
            "content-type", "application/json",
            "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    private final Names names = new Names(Map.of("main", "anthropic"), Set.of("sonnet", "claude-sonnet-5"), List.of());
    private final Metrics metrics = new Metrics();
    private final CallMetrics counting = new CallMetrics(metrics, () -> names);
    private final CallSpans spans =
            new CallSpans(() -> names, () -> ThreadLocalRandom.current().nextLong());
    private final CallReport report = report();
    private ReportQueue queue;

    @Setup(Level.Trial)
    public void open() {
        queue = new ReportQueue("bench", _ -> {});
        counting.ended(report, true);
    }

    @TearDown(Level.Trial)
    public void close() {
        queue.close();
    }

    @Benchmark
    public TraceContext traceContext() {
        return TraceContext.of(HEADERS, ThreadLocalRandom.current());
    }

    @Benchmark
    public Timeline.Parts timing() {
        return timeline().parts();
    }

    @Benchmark
    public void handOver() {
        queue.ended(report);
    }

    @Benchmark
    public void count() {
        counting.ended(report, true);
    }

    @Benchmark
    public List<Span> makeSpans() {
        return spans.of(report);
    }

    @Benchmark
    public String page() {
        return PrometheusText.of(metrics.read(), true);
    }

    private static Timeline timeline() {
        var timeline = new Timeline(0);
        long at = 0;
        for (Moment moment : Moment.values()) {
            timeline.mark(moment, at);
            at += 1_000_000;
        }
        return timeline;
    }

    private static CallReport report() {
        var usage = new Usage(1_000, 20_000, new Usage.CacheWrite(500, 0, 0, 0), 300, 50);
        var attempt = new Attempt(
                new Target("main", "claude-sonnet-5"),
                "first",
                200,
                List.of(),
                "",
                Duration.ofMillis(5),
                Duration.ofMillis(900),
                new Work(Work.Charge.COUNTED, usage, 900, 900, true));
        var beginning = new Beginning(
                "req_1",
                TraceContext.of(HEADERS, ThreadLocalRandom.current()),
                Instant.now(),
                "POST",
                Optional.empty(),
                "127.0.0.1",
                HEADERS,
                Optional.of(new Principal("agent", "agent", "red", Set.of())),
                Optional.of(Operation.MESSAGES),
                "sonnet",
                true,
                "1");
        return new CallReport(beginning, 200, new Outcome.Served(200, usage, List.of(attempt)), timeline(), Tab.free());
    }
}
