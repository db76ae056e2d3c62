package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Family;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The error object that OpenAI's formats share. `code` is what their SDKs and agents act on; `weir_code` is ours.
final class OpenAiErrors {

    private OpenAiErrors() {}

    static ObjectNode error(Problem problem) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.putObject("error")
                .put("message", problem.detail())
                .put("type", type(problem.kind().family()))
                .putNull("param")
                .put("code", code(problem))
                .put("weir_code", problem.kind().code());
        return body;
    }

    static String code(Problem problem) {
        return switch (problem.kind().family()) {
            case AUTHENTICATION -> "invalid_api_key";
            case MODEL_UNKNOWN, MODEL_NOT_ALLOWED -> "model_not_found";
            case RATE_LIMIT -> "rate_limit_exceeded";
            case BILLING -> "insufficient_quota";
            case INVALID,
                    PERMISSION,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    TOO_LARGE,
                    POLICY,
                    OVERLOADED,
                    UPSTREAM,
                    TIMEOUT,
                    NOT_SUPPORTED,
                    INTERNAL -> problem.kind().code();
        };
    }

    private static String type(Family family) {
        return switch (family) {
            case INVALID,
                    AUTHENTICATION,
                    PERMISSION,
                    MODEL_UNKNOWN,
                    MODEL_NOT_ALLOWED,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    TOO_LARGE,
                    POLICY,
                    NOT_SUPPORTED -> "invalid_request_error";
            case RATE_LIMIT -> "requests";
            case BILLING -> "insufficient_quota";
            case OVERLOADED, UPSTREAM, TIMEOUT, INTERNAL -> "server_error";
        };
    }
}
