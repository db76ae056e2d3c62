package dev.weir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A target, or a group of them.
public sealed interface RoutingNode {

    /// Where it stands in its document: `config.targets[1]`.
    String path();

    /// By which a condition finds it; empty if it has none.
    String name();

    /// Its share of the calls of a group that balances load; 0 for none of them.
    double weight();

    /// @param provider its name or an alias; empty for that of the model
    /// @param model the name that the provider knows it by; empty for the one that the caller used
    /// @param settings with those of the groups around it
    record Leaf(
            String path,
            String name,
            double weight,
            Optional<String> provider,
            Optional<String> model,
            TargetSettings settings)
            implements RoutingNode {

        /// One that stands alone.
        public static Leaf of(String provider, Optional<String> model) {
            return new Leaf("config", "", 1, Optional.of(provider), model, TargetSettings.NONE);
        }
    }

    record Group(String path, String name, double weight, Strategy strategy, List<RoutingNode> targets)
            implements RoutingNode {
        public Group {
            targets = List.copyOf(targets);
        }
    }

    /// All targets in it, in the order of the document.
    default List<Leaf> leaves() {
        var leaves = new ArrayList<Leaf>();
        collect(this, leaves);
        return leaves;
    }

    private static void collect(RoutingNode node, List<Leaf> leaves) {
        switch (node) {
            case Leaf leaf -> leaves.add(leaf);
            case Group group -> group.targets().forEach(target -> collect(target, leaves));
        }
    }
}
