package dev.weir.config;

import java.util.LinkedHashSet;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What of the things that only some providers know goes on to one of them.
///
/// @param betas of `anthropic-beta`; unsaid, what the platform is known to take, of callers who meant another one
/// @param fields members of a body that its format does not define
public record Passes(Optional<Passing> betas, Passing fields) {

    public static final Passes BY_DEFAULT = new Passes(Optional.empty(), new Passing.All());

    private static final Value<Passing> PASSING =
            Value.of("forward, drop, or a list of the names that pass", new Passing.All(), Passes::passing);

    static Passes read(Section passes) {
        return new Passes(passes.value("betas", PASSING), passes.value("fields", PASSING, new Passing.All()));
    }

    private static Optional<Passing> passing(JsonNode node) {
        if (node.isArray()) {
            var names = new LinkedHashSet<String>();
            node.forEach(name -> names.add(name.stringValue("")));
            return names.contains("") ? Optional.empty() : Optional.of(new Passing.Only(names));
        }
        return switch (node.stringValue("")) {
            case "forward" -> Optional.of(new Passing.All());
            case "drop" -> Optional.of(new Passing.None());
            default -> Optional.empty();
        };
    }
}
