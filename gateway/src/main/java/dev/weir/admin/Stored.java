package dev.weir.admin;

import dev.weir.config.Checked;
import dev.weir.config.Section;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Reads documents that were checked when they were written.
final class Stored {

    private Stored() {}

    static <T> T read(JsonNode json, Function<Section, T> reading) {
        return switch (Checked.stored(json, reading)) {
            case Checked.Valid<T>(T value) -> value;
            case Checked.Invalid<T>(List<?> violations) ->
                throw new IllegalStateException("a document cannot be read: " + violations);
        };
    }
}
