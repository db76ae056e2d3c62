package dev.weir.config;

import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// What came of reading a document that stands by itself: a value, or everything that is wrong.
public sealed interface Checked<T> {

    record Valid<T>(T value) implements Checked<T> {}

    record Invalid<T>(List<Violation> violations) implements Checked<T> {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }

    /// Reads a document. A key that the reading does not ask for is wrong.
    static <T> Checked<T> of(JsonNode document, Function<Section, T> reading) {
        return of(document, reading, new Findings(Locations.UNKNOWN));
    }

    /// Reads a document that perhaps a newer gateway has written. A key that the reading does not ask for is left
    /// alone.
    static <T> Checked<T> stored(JsonNode document, Function<Section, T> reading) {
        return of(document, reading, new Findings(Locations.UNKNOWN, false));
    }

    private static <T> Checked<T> of(JsonNode document, Function<Section, T> reading, Findings findings) {
        T value = Section.read(document, findings, reading);
        List<Violation> violations = findings.violations();
        return violations.isEmpty() ? new Valid<>(value) : new Invalid<>(violations);
    }
}
