package dev.weir.simulator;

import dev.weir.simulator.format.Dialect;
import java.util.Map;
import java.util.Set;

/// The keys that are taken.
public sealed interface Keys {

    /// Any, as long as there is one.
    record Any() implements Keys {}

    /// Exactly these.
    record Exactly(Map<Dialect, Set<String>> keys) implements Keys {
        public Exactly {
            keys = Map.copyOf(keys);
        }

        /// The keys themselves are not shown.
        @Override
        public String toString() {
            return "Exactly[" + keys.keySet() + "]";
        }
    }

    default boolean take(Dialect dialect, String key) {
        return switch (this) {
            case Any _ -> !key.isEmpty();
            case Exactly(Map<Dialect, Set<String>> keys) ->
                keys.getOrDefault(dialect, Set.of()).contains(key);
        };
    }
}
