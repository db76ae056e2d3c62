package dev.weir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

        /// The same, asked with other settings.
        public Leaf with(TargetSettings others) {
            return new Leaf(path, name, weight, provider, model, others);
        }

        /// The same, whose provider knows the model by this name unless the leaf says another.
        public Leaf named(String other) {
            return new Leaf(path, name, weight, provider, model.or(() -> Optional.of(other)), settings);
        }

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

    /// The same tree with other leaves in place of its own.
    default RoutingNode map(UnaryOperator<Leaf> other) {
        return switch (this) {
            case Leaf leaf -> other.apply(leaf);
            case Group(var path, var name, var weight, var strategy, var targets) ->
                new Group(
                        path,
                        name,
                        weight,
                        strategy,
                        targets.stream().map(target -> target.map(other)).toList());
        };
    }

    private static void collect(RoutingNode node, List<Leaf> leaves) {
        switch (node) {
            case Leaf leaf -> leaves.add(leaf);
            case Group group -> group.targets().forEach(target -> collect(target, leaves));
        }
    }
}
