package dev.weir.admin;

import dev.weir.config.Violation;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What the gateway knows of routing configurations: those that it brings, and whether one is right.
public interface RoutingRules {

    /// Takes every JSON object and brings none.
    RoutingRules NONE = new RoutingRules() {
        @Override
        public Map<String, JsonNode> builtIn() {
            return Map.of();
        }

        @Override
        public List<Violation> violations(JsonNode config) {
            return List.of();
        }
    };

    /// The configurations that are there without a document, by name. Nobody changes them.
    Map<String, JsonNode> builtIn();

    /// Everything that is wrong with a configuration.
    List<Violation> violations(JsonNode config);
}
