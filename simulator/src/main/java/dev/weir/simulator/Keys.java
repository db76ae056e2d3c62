package dev.weir.simulator;

import dev.weir.simulator.format.Dialect;
import dev.weir.wire.aws.AwsKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The keys that are taken.
public sealed interface Keys {

    /// Any, as long as there is one.
    record Any() implements Keys {}

    /// Exactly these.
    ///
    /// @param aws those that sign
    record Exactly(Map<Dialect, Set<String>> keys, List<AwsKeys> aws) implements Keys {
        public Exactly {
            keys = Map.copyOf(keys);
            aws = List.copyOf(aws);
        }

        public Exactly(Map<Dialect, Set<String>> keys) {
            this(keys, List.of());
        }

        /// The keys themselves are not shown.
        @Override
        public String toString() {
            return "Exactly[" + keys.keySet() + ", " + aws + "]";
        }
    }

    default boolean take(Dialect dialect, String key) {
        return switch (this) {
            case Any _ -> !key.isEmpty();
            case Exactly exactly ->
                exactly.keys().getOrDefault(dialect, Set.of()).contains(key);
        };
    }

    /// The keys of AWS with that id.
    default Optional<AwsKeys> aws(String id) {
        return switch (this) {
            case Any _ -> Optional.empty();
            case Exactly exactly ->
                exactly.aws().stream().filter(keys -> keys.id().equals(id)).findFirst();
        };
    }

    /// The access token of Google that is handed out, whoever asks.
    default String token() {
        return switch (this) {
            case Any _ -> "simulated-token";
            case Exactly exactly ->
                exactly.keys().getOrDefault(Dialect.VERTEX, Set.of()).stream()
                        .findFirst()
                        .orElse("");
        };
    }
}
