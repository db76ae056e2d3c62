package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What refusals of all formats have in common: the ids and the headers that tell an SDK whether to try again.
final class Refusals {

    private Refusals() {}

    static HttpResponse json(int status, JsonNode body, Problem problem, String requestId) {
        Headers.Builder headers = Headers.builder()
                .add("content-type", "application/json")
                .add("request-id", requestId)
                .add("x-request-id", requestId)
                .add("x-weir-error", problem.kind().code());
        switch (problem.kind().retry()) {
            case NEVER -> headers.add("x-should-retry", "false");
            case LATER -> headers.add("x-should-retry", "true");
            case UNSAID -> {}
        }
        // Some SDKs sleep for whatever they are told; a minute is the most that anybody should.
        problem.retryAfter()
                .ifPresent(after -> headers.add("retry-after", Long.toString(Math.clamp(roundedUp(after), 1, 60))));
        return new HttpResponse(status, headers.build(), JsonMapper.shared().writeValueAsBytes(body));
    }

    private static long roundedUp(Duration after) {
        return after.plusMillis(999).toSeconds();
    }
}
