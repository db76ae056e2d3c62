package dev.weir.config;

import java.util.Set;

/// What of the things that the gateway does not know goes on to a provider.
public sealed interface Passing {

    record All() implements Passing {}

    record None() implements Passing {}

    record Only(Set<String> names) implements Passing {
        public Only {
            names = Set.copyOf(names);
        }
    }

    /// Whether something of that name goes on.
    default boolean passes(String name) {
        return switch (this) {
            case All() -> true;
            case None() -> false;
            case Only(Set<String> names) -> names.contains(name);
        };
    }
}
