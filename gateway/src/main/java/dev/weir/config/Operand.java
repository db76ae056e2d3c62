package dev.weir.config;

import java.util.Locale;
import java.util.Optional;

/// What a condition looks at.
public sealed interface Operand {

    /// A member of `x-portkey-metadata`.
    record Metadata(String key) implements Operand {}

    /// A member of the body.
    record Parameter(String name) implements Operand {}

    record Header(String name) implements Operand {}

    record Pathname() implements Operand {}

    static Optional<Operand> parse(String text) {
        int dot = text.indexOf('.');
        String rest = text.substring(dot + 1);
        if (dot < 0 || rest.isBlank()) {
            return Optional.empty();
        }
        return switch (text.substring(0, dot)) {
            case "metadata" -> Optional.of(new Metadata(rest));
            case "params" -> Optional.of(new Parameter(rest));
            case "headers" -> Optional.of(new Header(rest.toLowerCase(Locale.ROOT)));
            case "url" -> rest.equals("pathname") ? Optional.of(new Pathname()) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
