package dev.weir.call;

import java.util.List;
import java.util.Optional;

/// The targets of a call in the order in which they are tried. What is authorised, priced and sent is one of these.
///
/// @param credential the only one that will do, by its name, where something is kept with it
public record Plan(List<Target> targets, Optional<String> credential) {

    public Plan(List<Target> targets) {
        this(targets, Optional.empty());
    }

    public Plan {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a plan without a target serves nobody");
        }
    }
}
