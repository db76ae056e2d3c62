package dev.weir.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.weir.config.LogLevel;
import org.slf4j.LoggerFactory;

/// What of the log is written.
final class LogSettings {

    private LogSettings() {}

    static void apply(LogLevel level) {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.toLevel(level.name()));
        }
    }
}
