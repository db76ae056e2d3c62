package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Family;
import dev.weir.wire.http.HttpResponse;
import tools.jackson.databind.json.JsonMapper;

/// Refusals as the AWS SDKs read them: the name of an exception in `x-amzn-errortype`, a message in the body.
/// Names and statuses are those of Bedrock's service model; an SDK tries `ThrottlingException` and 5xx again by itself.
final class AwsErrors {

    private AwsErrors() {}

    static HttpResponse refusal(Problem problem, String requestId) {
        var body = JsonMapper.shared().createObjectNode().put("message", problem.detail());
        HttpResponse plain = Refusals.json(problem.kind().status(), body, problem, requestId);
        return plain.with("x-amzn-errortype", exception(problem.kind().family()))
                .with("x-amzn-requestid", requestId);
    }

    static String exception(Family family) {
        return switch (family) {
            case INVALID, METHOD_NOT_ALLOWED, TOO_LARGE, POLICY, NOT_SUPPORTED -> "ValidationException";
            case AUTHENTICATION, PERMISSION, MODEL_NOT_ALLOWED -> "AccessDeniedException";
            case MODEL_UNKNOWN, NOT_FOUND -> "ResourceNotFoundException";
            case RATE_LIMIT -> "ThrottlingException";
            case BILLING -> "ServiceQuotaExceededException";
            case OVERLOADED -> "ServiceUnavailableException";
            case TIMEOUT -> "ModelTimeoutException";
            case UPSTREAM, INTERNAL -> "InternalServerException";
        };
    }
}
