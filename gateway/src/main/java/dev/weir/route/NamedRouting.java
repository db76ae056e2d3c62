package dev.weir.route;

import dev.weir.config.RoutingConfig;
import dev.weir.config.Violation;
import java.util.List;

/// A routing configuration that callers name in `x-routing-config`.
public sealed interface NamedRouting {

    record Ready(RoutingConfig config) implements NamedRouting {}

    /// It is wrong, or speaks of something that is not configured. Calls through it are refused with this.
    record Disabled(List<Violation> violations) implements NamedRouting {
        public Disabled {
            violations = List.copyOf(violations);
        }
    }
}
