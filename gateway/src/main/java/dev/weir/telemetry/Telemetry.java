package dev.weir.telemetry;

import dev.weir.call.CallReport;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes metrics and spans of calls that are over, on a thread of its own. An event loop does nothing for it but put
/// the report into a queue.
public final class Telemetry implements CallReport.Listener, AutoCloseable {

    private final CallMetrics metrics;
    private final CallSpans spans;
    private final Supplier<Sampling> sampling;
    private final Consumer<Supplier<List<Span>>> traces;
    private final ReportQueue queue;

    /// @param names those that the configuration in force knows
    /// @param traces is told how to make the spans of a call that is recorded; must not wait
    public Telemetry(
            Metrics metrics,
            Supplier<Names> names,
            Supplier<Sampling> sampling,
            Consumer<Supplier<List<Span>>> traces,
            RandomGenerator random) {
        this.metrics = new CallMetrics(metrics, names);
        this.spans = new CallSpans(names, random);
        this.sampling = sampling;
        this.traces = traces;
        this.queue = new ReportQueue("telemetry", this::made);
    }

    @Override
    public void ended(CallReport report) {
        queue.ended(report);
    }

    /// What waits to be counted.
    public ReportQueue queue() {
        return queue;
    }

    /// Counts what is queued, and stops.
    @Override
    public void close() {
        queue.close();
    }

    private void made(CallReport report) {
        boolean recorded = sampling.get().records(report.trace());
        metrics.ended(report, recorded);
        if (recorded) {
            traces.accept(() -> spans.of(report));
        }
    }
}
