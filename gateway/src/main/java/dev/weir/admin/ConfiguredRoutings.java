package dev.weir.admin;

import dev.weir.config.RoutingConfig;
import dev.weir.config.Violation;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.Routings;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Routing configurations as the router reads them, with the providers that are configured now.
public final class ConfiguredRoutings implements RoutingRules {

    private final ActiveSnapshot snapshot;

    public ConfiguredRoutings(ActiveSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public Map<String, JsonNode> builtIn() {
        return Routings.builtIn();
    }

    @Override
    public List<Violation> violations(JsonNode config) {
        return switch (RoutingConfig.read(config)) {
            case RoutingConfig.Read.Invalid(List<Violation> violations) -> violations;
            case RoutingConfig.Read.Valid(RoutingConfig read) -> Routings.missing(read, snapshot.current());
        };
    }
}
