package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Family;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The error object of Google's interfaces (google.rpc.Status as JSON). `status` is what their SDKs act on; our code
/// is the `reason` among the details.
final class GoogleErrors {

    private GoogleErrors() {}

    static ObjectNode error(Problem problem, String requestId) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ObjectNode error = body.putObject("error")
                .put("code", problem.kind().status())
                .put("message", problem.detail())
                .put("status", status(problem.kind().family()));
        ArrayNode details = error.putArray("details");
        ObjectNode info = details.addObject()
                .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                .put("reason", problem.kind().code())
                .put("domain", "weir");
        info.putObject("metadata").put("request_id", requestId);
        problem.retryAfter()
                .ifPresent(after -> details.addObject()
                        .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                        .put("retryDelay", Math.clamp(after.plusMillis(999).toSeconds(), 1, 60) + "s"));
        return body;
    }

    private static String status(Family family) {
        return switch (family) {
            case INVALID, METHOD_NOT_ALLOWED, TOO_LARGE -> "INVALID_ARGUMENT";
            case POLICY -> "FAILED_PRECONDITION";
            case AUTHENTICATION -> "UNAUTHENTICATED";
            case PERMISSION, MODEL_NOT_ALLOWED -> "PERMISSION_DENIED";
            case MODEL_UNKNOWN, NOT_FOUND -> "NOT_FOUND";
            case RATE_LIMIT, BILLING -> "RESOURCE_EXHAUSTED";
            case OVERLOADED -> "UNAVAILABLE";
            case TIMEOUT -> "DEADLINE_EXCEEDED";
            case NOT_SUPPORTED -> "UNIMPLEMENTED";
            case UPSTREAM, INTERNAL -> "INTERNAL";
        };
    }
}
