package dev.weir.relay;

import dev.weir.wire.http.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/// When a provider wants to be asked again: in milliseconds, in seconds, or at a date.
final class RetryAfter {

    private static final List<String> MILLIS = List.of("retry-after-ms", "x-ms-retry-after-ms");

    private RetryAfter() {}

    /// @return nothing if it does not say, or says nothing that could be
    static Optional<Duration> of(Headers headers, Instant now) {
        for (String name : MILLIS) {
            Optional<Duration> millis = number(headers, name).map(Duration::ofMillis);
            if (millis.isPresent()) {
                return millis;
            }
        }
        return number(headers, "retry-after")
                .map(Duration::ofSeconds)
                .or(() -> headers.first("retry-after").flatMap(date -> until(date, now)));
    }

    private static Optional<Long> number(Headers headers, String name) {
        return headers.first(name)
                .map(String::strip)
                .filter(digits -> digits.matches("\\d{1,10}"))
                .map(Long::parseLong);
    }

    private static Optional<Duration> until(String date, Instant now) {
        try {
            Instant at = ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
