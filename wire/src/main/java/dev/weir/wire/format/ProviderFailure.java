package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import tools.jackson.databind.JsonNode;

/// What a provider says in a stream when it fails.
final class ProviderFailure {

    private ProviderFailure() {}

    /// @param error has `type`, `code` or `status`, and `message`
    static Problem of(JsonNode error) {
        String type = error.path("type").stringValue("") + " "
                + error.path("code").stringValue("") + " "
                + error.path("status").stringValue("");
        String message = error.path("message").stringValue("the provider failed without saying why");
        if (type.contains("overloaded") || type.contains("UNAVAILABLE")) {
            return new Problem(Kind.UPSTREAM_OVERLOADED, message);
        }
        if (type.contains("rate_limit") || type.contains("RESOURCE_EXHAUSTED")) {
            return new Problem(Kind.UPSTREAM_RATE_LIMITED, message);
        }
        return new Problem(Kind.UPSTREAM_ERROR, message);
    }
}
