package dev.weir.relay;

import dev.weir.call.Call;
import dev.weir.call.Step;
import dev.weir.wire.http.Headers;

/// What an answer says of how it was routed: to everybody in our words, to Portkey's users in theirs.
record RoutingHeaders(Call call, Step step, int attempts, Standing standing) {

    private static final String TRACE = "x-portkey-trace-id";

    void addTo(Headers.Builder headers) {
        headers.set("x-weir-target", step.target().toString()).set("x-weir-attempts", Integer.toString(attempts));
        long leftBehind = standing.leftBehind(step.target());
        if (leftBehind > 0) {
            headers.set("x-weir-cache-lost", Long.toString(leftBehind));
        }
        if (isPortkeys(call.headers())) {
            headers.set("x-portkey-last-used-option-index", step.path())
                    .set("x-portkey-provider", step.target().provider())
                    .set("x-portkey-retry-attempt-count", Integer.toString(standing.retries()))
                    .set("x-portkey-cache-status", "DISABLED")
                    .set(TRACE, call.headers().first(TRACE).orElse(call.id()));
        }
    }

    /// Whether the caller speaks to us as to Portkey's gateway.
    static boolean isPortkeys(Headers headers) {
        boolean[] found = new boolean[1];
        headers.forEach((name, _) -> found[0] |= name.startsWith("x-portkey-") || name.equals("x-routing-config"));
        return found[0];
    }
}
