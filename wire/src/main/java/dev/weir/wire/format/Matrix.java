package dev.weir.wire.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What becomes of each feature between each pair of formats, as the fixtures show it. Made by the tests, which fail
/// when it is not what the code does.
///
/// @param features what each feature is about, by its name
/// @param pairs what becomes of each, by caller and provider
public record Matrix(Map<String, String> features, Map<Pair, Map<String, Cell>> pairs) {

    private static final String RESOURCE = "matrix.json";

    /// A caller of one format at a provider of another.
    public record Pair(String caller, String provider) {}

    /// What becomes of one feature on its way to the provider and back.
    public record Cell(Grade request, Grade whole, Grade stream) {
        static final Cell NOTHING = new Cell(Grade.NONE, Grade.NONE, Grade.NONE);
    }

    /// What becomes of each feature between two formats.
    public Map<String, Cell> between(String caller, String provider) {
        return pairs.getOrDefault(new Pair(caller, provider), Map.of());
    }

    public enum Grade {
        /// Passes byte for byte.
        EXACT,
        /// Said in other words; nothing is lost.
        EQUIVALENT,
        /// Passes, and what is lost is reported.
        REPORTED,
        /// The answer tells less than the provider said, because the caller's format has no word for it.
        REDUCED,
        /// Refused, unless that is allowed.
        REFUSED,
        /// The format cannot tell it, or nothing of the kind is asked or answered.
        NONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Matrix {
        features = new LinkedHashMap<>(features);
        pairs = new LinkedHashMap<>(pairs);
    }

    /// The one that belongs to this code.
    public static Matrix published() {
        try (InputStream in = Matrix.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return of(JsonMapper.shared().readTree(in));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Matrix of(JsonNode json) {
        var features = new LinkedHashMap<String, String>();
        json.path("features").forEachEntry((name, about) -> features.put(name, about.asString()));
        var pairs = new LinkedHashMap<Pair, Map<String, Cell>>();
        json.path("callers")
                .forEachEntry((caller, providers) -> providers.forEachEntry((provider, cells) -> {
                    var row = new LinkedHashMap<String, Cell>();
                    cells.forEachEntry((feature, grades) ->
                            row.put(feature, new Cell(grade(grades, 0), grade(grades, 1), grade(grades, 2))));
                    pairs.put(new Pair(caller, provider), row);
                }));
        return new Matrix(features, pairs);
    }

    private static Grade grade(JsonNode grades, int place) {
        return Grade.valueOf(grades.path(place).asString().toUpperCase(Locale.ROOT));
    }
}
