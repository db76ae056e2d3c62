package dev.weir.telemetry;

import dev.weir.call.Declared;
import dev.weir.wire.http.Headers;
import java.util.Optional;

/// What callers say of themselves, made fit to be written down: they choose it, so it may be long or look like the end
/// of a line.
final class Said {

    private static final int LONGEST = 256;
    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    private Said() {}

    static Optional<String> session(Headers headers) {
        return Optional.of(Declared.session(headers))
                .filter(session -> !session.isEmpty())
                .map(Said::shortened);
    }

    static String shortened(String value) {
        String line = value.indexOf(LINE_SEPARATOR) < 0 && value.indexOf(PARAGRAPH_SEPARATOR) < 0
                ? value
                : value.replace(LINE_SEPARATOR, ' ').replace(PARAGRAPH_SEPARATOR, ' ');
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
