package dev.weir.config;

import java.util.List;

/// What came of reading a configuration: all of it, or everything that is wrong.
public sealed interface Reading {

    record Valid(GatewayConfig config) implements Reading {}

    record Invalid(List<Violation> violations) implements Reading {

        public Invalid {
            violations = Findings.inOrder(violations);
        }
    }
}
