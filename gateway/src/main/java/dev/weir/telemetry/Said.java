package dev.weir.telemetry;

import dev.weir.wire.http.Headers;
import java.util.List;
import java.util.Optional;

/// What callers say of themselves, made fit to be written down: they choose it, so it may be long or look like the end
/// of a line.
final class Said {

    private static final int LONGEST = 256;
    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    /// The headers in which agents say which session a call belongs to, the most telling first.
    private static final List<String> SESSIONS =
            List.of("x-claude-code-session-id", "session-id", "x-session-id", "agent-session-id", "x-portkey-trace-id");

    private Said() {}

    static Optional<String> session(Headers headers) {
        return SESSIONS.stream()
                .flatMap(name -> headers.first(name).stream())
                .findFirst()
                .map(Said::shortened);
    }

    static String shortened(String value) {
        String line = value.indexOf(LINE_SEPARATOR) < 0 && value.indexOf(PARAGRAPH_SEPARATOR) < 0
                ? value
                : value.replace(LINE_SEPARATOR, ' ').replace(PARAGRAPH_SEPARATOR, ' ');
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
