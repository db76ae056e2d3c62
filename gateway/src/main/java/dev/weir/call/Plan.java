package dev.weir.call;

import java.util.List;

/// The targets of a call in the order in which they are tried. What is authorised, priced and sent is one of these.
public record Plan(List<Target> targets) {

    public Plan {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a plan without a target serves nobody");
        }
    }
}
