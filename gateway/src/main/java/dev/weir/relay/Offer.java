package dev.weir.relay;

import dev.weir.call.Standing;
import dev.weir.call.Target;
import dev.weir.config.RoutingNode;
import dev.weir.provider.Provider;
import dev.weir.route.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The models that somebody may use, with the targets of their routes that somebody may use.
record Offer(Snapshot snapshot, Standing standing) {

    /// By the names that callers use. Patterns are not among them.
    Map<String, List<Target>> models() {
        var models = new LinkedHashMap<String, List<Target>>();
        snapshot.models().forEach((name, route) -> {
            List<Target> targets = targets(route, name);
            if (!targets.isEmpty()) {
                models.put(name, targets);
            }
        });
        return models;
    }

    /// Those of one model, also of one that only a pattern names.
    Optional<List<Target>> model(String name) {
        return snapshot.model(name).map(route -> targets(route, name)).filter(targets -> !targets.isEmpty());
    }

    private List<Target> targets(RoutingNode route, String name) {
        return route.leaves().stream()
                .flatMap(leaf -> leaf
                        .provider()
                        .flatMap(snapshot::provider)
                        .map(provider ->
                                new Target(provider.name(), leaf.model().orElse(name)))
                        .stream())
                .filter(standing::allows)
                .distinct()
                .toList();
    }

    Provider provider(Target target) {
        return snapshot.provider(target.provider()).orElseThrow();
    }
}
