package dev.weir.config;

import java.util.List;
import java.util.Optional;

/// How a group chooses among its targets.
public sealed interface Strategy {

    /// The word for it in a configuration.
    String mode();

    /// The first, and no other.
    record Single() implements Strategy {
        @Override
        public String mode() {
            return "single";
        }
    }

    /// One after the other.
    ///
    /// @param on after which statuses the next is asked
    record Fallback(StatusRule on) implements Strategy {
        @Override
        public String mode() {
            return "fallback";
        }
    }

    /// Drawn by their weights; if the drawn one fails, the others in the order in which they would have been drawn.
    record LoadBalance(StatusRule on, Sticky sticky) implements Strategy {
        @Override
        public String mode() {
            return "loadbalance";
        }
    }

    /// The fastest, as measured.
    record Latency(StatusRule on, Sticky sticky) implements Strategy {
        @Override
        public String mode() {
            return "latency";
        }
    }

    /// The one that the first condition that holds names.
    ///
    /// @param otherwise the name of the target if none holds
    record Conditional(List<Condition> conditions, Optional<String> otherwise) implements Strategy {
        public Conditional {
            conditions = List.copyOf(conditions);
        }

        @Override
        public String mode() {
            return "conditional";
        }
    }

    /// @param then the name of a target
    record Condition(Query query, String then) {}
}
