package dev.weir.app;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.weir.telemetry.LogRecord;
import dev.weir.telemetry.Redactor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/// Sends the log somewhere else besides writing it. What leaves here has passed the same redaction as what is written.
final class LogShipping extends AppenderBase<ILoggingEvent> {

    /// Lines about sending would beget others.
    private static final String SENDING = "io.opentelemetry";

    private final Consumer<LogRecord> to;
    private final Redactor redactor;

    /// @param to must not wait
    LogShipping(Consumer<LogRecord> to, Redactor redactor) {
        this.to = to;
        this.redactor = redactor;
    }

    void attach() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            setContext(root.getLoggerContext());
            start();
            root.addAppender(this);
        }
    }

    void detach() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.detachAppender(this);
        }
        stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLoggerName().startsWith(SENDING)) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                fields.put(pair.key, redacted(pair.value));
            }
        }
        if (event.getThrowableProxy() != null) {
            fields.put(
                    "exception.stacktrace", redactor.redacted(ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
        to.accept(new LogRecord(
                event.getInstant(),
                event.getLevel().toString(),
                event.getLoggerName(),
                redactor.redacted(event.getFormattedMessage()),
                fields));
    }

    private Object redacted(Object value) {
        return value instanceof Number || value instanceof Boolean ? value : redactor.redacted(String.valueOf(value));
    }
}
