package dev.weir.config;

import java.util.Set;

/// For which statuses of a failed attempt something is done.
public sealed interface StatusRule {

    /// What is worth another attempt: the provider is not to be had, or wants less.
    StatusRule TRANSIENT = new These(Set.of(408, 429, 500, 502, 503, 504, 529));

    boolean covers(int status);

    record Any() implements StatusRule {
        @Override
        public boolean covers(int status) {
            return true;
        }
    }

    record These(Set<Integer> statuses) implements StatusRule {
        public These {
            statuses = Set.copyOf(statuses);
        }

        @Override
        public boolean covers(int status) {
            return statuses.contains(status);
        }
    }
}
