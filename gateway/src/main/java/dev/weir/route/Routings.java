package dev.weir.route;

import dev.weir.config.Place;
import dev.weir.config.RoutingConfig;
import dev.weir.config.RoutingNode.Leaf;
import dev.weir.config.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes routing configurations of documents, as far as what they speak of is configured.
public final class Routings {

    private static final Map<String, JsonNode> BUILT_IN = builtIn("routings.json");

    private Routings() {}

    /// Those that everybody has. They cannot be changed.
    public static Map<String, JsonNode> builtIn() {
        return BUILT_IN;
    }

    /// @param documents by their names
    public static Map<String, NamedRouting> compiled(Map<String, JsonNode> documents, Snapshot snapshot) {
        var compiled = new LinkedHashMap<String, NamedRouting>();
        documents.forEach((name, document) -> compiled.put(name, compiled(document, snapshot)));
        return compiled;
    }

    public static NamedRouting compiled(JsonNode document, Snapshot snapshot) {
        return switch (RoutingConfig.read(document)) {
            case RoutingConfig.Read.Invalid(List<Violation> violations) -> new NamedRouting.Disabled(violations);
            case RoutingConfig.Read.Valid(RoutingConfig config) -> {
                List<Violation> violations = missing(config, snapshot);
                yield violations.isEmpty() ? new NamedRouting.Ready(config) : new NamedRouting.Disabled(violations);
            }
        };
    }

    /// What a configuration speaks of that is not there.
    public static List<Violation> missing(RoutingConfig config, Snapshot snapshot) {
        var violations = new ArrayList<Violation>();
        for (Leaf leaf : config.root().leaves()) {
            Optional<String> provider =
                    leaf.provider().filter(name -> snapshot.provider(name).isEmpty());
            provider.ifPresent(name -> violations.add(new Violation(
                    pointer(leaf.path()) + "/provider",
                    "no provider is named %s; there are %s".formatted(name, snapshot.providerNames()),
                    Place.UNKNOWN)));
        }
        return violations;
    }

    /// `config.targets[1]` as a JSON pointer.
    static String pointer(String path) {
        return path.replaceFirst("^config", "").replace('.', '/').replaceAll("\\[(\\d+)\\]", "/$1");
    }

    private static Map<String, JsonNode> builtIn(String file) {
        try (InputStream json = Objects.requireNonNull(Routings.class.getResourceAsStream(file))) {
            var documents = new LinkedHashMap<String, JsonNode>();
            JsonMapper.shared()
                    .readTree(json)
                    .propertyStream()
                    .forEach(one -> documents.put(one.getKey(), one.getValue()));
            return Collections.unmodifiableMap(documents);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
