package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import tools.jackson.databind.JsonNode;

/// What a provider says in a stream when it fails.
final class ProviderFailure {

    private ProviderFailure() {}

    /// @param error has `type` or `code`, and `message`
    static Problem of(JsonNode error) {
        String type =
                error.path("type").stringValue("") + " " + error.path("code").stringValue("");
        String message = error.path("message").stringValue("the provider failed without saying why");
        if (type.contains("overloaded")) {
            return new Problem(Kind.UPSTREAM_OVERLOADED, message);
        }
        if (type.contains("rate_limit")) {
            return new Problem(Kind.UPSTREAM_RATE_LIMITED, message);
        }
        return new Problem(Kind.UPSTREAM_ERROR, message);
    }
}
