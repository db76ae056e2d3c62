package dev.weir.config;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A routing configuration as a document: what callers send in `x-portkey-config`, what administrators keep under a
/// name, and what is built in.
///
/// @param notices what it says that has no effect here
public record RoutingConfig(RoutingNode root, List<Violation> notices) {

    /// What came of reading one: all of it, or everything that is wrong.
    public sealed interface Read {
        record Valid(RoutingConfig config) implements Read {}

        record Invalid(List<Violation> violations) implements Read {
            public Invalid {
                violations = List.copyOf(violations);
            }
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    public RoutingConfig {
        notices = List.copyOf(notices);
    }

    public static Read read(String json) {
        try {
            return read(JSON.readTree(json));
        } catch (JacksonException notJson) {
            return new Read.Invalid(
                    List.of(new Violation("", "is not JSON, or has a key twice in one object", Place.UNKNOWN)));
        }
    }

    public static Read read(JsonNode document) {
        var findings = new Findings(Locations.UNKNOWN);
        RoutingNode root = Section.read(document, findings, KeyStyle.SNAKE_OR_CAMEL, RoutingReader.ofDocuments()::read);
        var violations = new ArrayList<>(findings.violations());
        if (violations.isEmpty() && !document.isObject()) {
            violations.add(new Violation("", "is empty, wanted an object", Place.UNKNOWN));
        }
        return violations.isEmpty()
                ? new Read.Valid(new RoutingConfig(root, findings.notices()))
                : new Read.Invalid(violations);
    }
}
