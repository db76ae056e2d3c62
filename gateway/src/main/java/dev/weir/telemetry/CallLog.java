package dev.weir.telemetry;

import dev.weir.call.CallReport;
import dev.weir.call.Outcome;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes the one line that each call leaves, on a thread of its own: an event loop never waits for a terminal or a
/// disk. How many lines were lost because it could not keep up is in the next one that is written.
public final class CallLog implements CallReport.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("weir.call");

    private final ReportQueue queue = new ReportQueue("call-log", this::log);
    private long lostBefore;

    /// What waits to be written.
    public ReportQueue queue() {
        return queue;
    }

    @Override
    public void ended(CallReport report) {
        queue.ended(report);
    }

    /// Writes what is queued, and stops.
    @Override
    public void close() {
        queue.close();
    }

    private void log(CallReport report) {
        List<KeyValuePair> fields = CallLine.of(report);
        long lost = queue.lost();
        if (lost > lostBefore) {
            fields.add(new KeyValuePair("lines_lost_before", lost - lostBefore));
            lostBefore = lost;
        }
        LoggingEventBuilder line = LOG.atLevel(level(report.outcome()));
        for (KeyValuePair field : fields) {
            line = line.addKeyValue(field.key, field.value);
        }
        if (report.outcome() instanceof Outcome.Failed failed) {
            line = line.setCause(failed.cause());
        }
        line.log("call");
    }

    private static Level level(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Served _, Outcome.Answered _, Outcome.Refused _ -> Level.INFO;
            case Outcome.Unserved _, Outcome.Broken _ -> Level.WARN;
            case Outcome.Failed _ -> Level.ERROR;
        };
    }
}
