package dev.weir.telemetry;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// One line of the log on its way to somewhere else than the standard output; nothing secret is in it any more.
public record LogRecord(Instant at, String level, String logger, String message, Map<String, Object> fields) {

    public LogRecord {
        fields = new LinkedHashMap<>(fields);
    }
}
