package dev.weir.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How the audit trail is kept.
///
/// @param folder by default `audit` in the folder of the store, or beside the configuration
/// @param flush how old a record may become before it is in a file
/// @param retention how long files are kept
/// @param compact how often small files become large ones and old ones go
public record AuditConfig(Optional<Path> folder, Duration flush, Duration retention, Duration compact) {

    private static final Duration YEAR = Duration.ofDays(365);

    static AuditConfig read(Section audit) {
        return new AuditConfig(
                audit.value("folder", Values.FILE),
                audit.value(
                        "flush",
                        Value.within(Values.TIME_SPAN, Duration.ofMillis(100), Duration.ofHours(1)),
                        Duration.ofSeconds(5)),
                audit.value(
                        "retention", Value.within(Values.TIME_SPAN, Duration.ofDays(1), YEAR.multipliedBy(100)), YEAR),
                audit.value(
                        "compact",
                        Value.within(Values.TIME_SPAN, Duration.ofMinutes(1), Duration.ofHours(24)),
                        Duration.ofMinutes(10)));
    }
}
