package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The lines of calls as they are written while a test runs.
final class Lines implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger calls = (Logger) LoggerFactory.getLogger("weir.call");
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> reading = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("out");
            lines.add(new String(console.getEncoder().encode(event), UTF_8));
        }
    };

    Lines() {
        calls.setLevel(Level.INFO);
        reading.start();
        calls.addAppender(reading);
    }

    /// The line of the call of that id.
    JsonNode of(String id) throws InterruptedException {
        while (true) {
            String line = lines.poll(10, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no line tells of " + id);
            }
            JsonNode read = JsonMapper.shared().readTree(line);
            if (read.path("id").asString("").equals(id)) {
                return read;
            }
        }
    }

    @Override
    public void close() {
        calls.detachAppender(reading);
        calls.setLevel(null);
    }
}
