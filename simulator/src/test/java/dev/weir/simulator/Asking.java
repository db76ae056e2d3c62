package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.RequestTarget;
import dev.weir.wire.http.RequestTarget.Parsed;
import java.time.Instant;

/// Requests as clients send them.
final class Asking {

    static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private Asking() {}

    static SimulatorSettings settings() {
        return new SimulatorSettings(() -> NOON);
    }

    static HttpRequest chat(String json) {
        return post("/v1/chat/completions", json, "authorization", "Bearer sk-openai");
    }

    static HttpRequest responses(String json) {
        return post("/v1/responses", json, "authorization", "Bearer sk-openai");
    }

    static HttpRequest messages(String json, String... headers) {
        return with(
                post("/v1/messages", json, "x-api-key", "sk-anthropic", "anthropic-version", "2023-06-01"), headers);
    }

    /// The same request, with these headers in the place of those of the same name.
    static HttpRequest with(HttpRequest request, String... headers) {
        var all = request.headers().toBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            all.set(headers[i], headers[i + 1]);
        }
        return new HttpRequest(request.method(), request.target(), all.build(), request.body());
    }

    static HttpRequest post(String path, String json, String... headers) {
        return request("POST", path, json, headers);
    }

    static HttpRequest get(String path, String... headers) {
        return request("GET", path, "", headers);
    }

    static HttpRequest request(String method, String path, String body, String... headers) {
        return switch (RequestTarget.parse(path)) {
            case Parsed.Target(RequestTarget target) ->
                new HttpRequest(method, target, Headers.of(headers), body.getBytes(UTF_8));
            case Parsed.Refused(var problem) -> throw new IllegalArgumentException(problem.toString());
        };
    }
}
