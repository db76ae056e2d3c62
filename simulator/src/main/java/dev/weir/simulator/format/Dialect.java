package dev.weir.simulator.format;

import dev.weir.wire.http.Headers;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What all operations of one vendor have in common: keys, errors, headers.
public enum Dialect {
    OPENAI {
        @Override
        public Optional<String> key(Headers headers) {
            return bearer(headers);
        }

        @Override
        public Refusal badKey() {
            return new Refusal(401, "invalid_request_error", "Incorrect API key provided.", "invalid_api_key", "");
        }

        @Override
        public Refusal unknownModel(String model) {
            return new Refusal(
                    404,
                    "invalid_request_error",
                    "The model `" + model + "` does not exist or you do not have access to it.",
                    "model_not_found",
                    "model");
        }

        @Override
        public Refusal failing(int status) {
            return switch (status) {
                case 401 -> badKey();
                case 404 -> new Refusal(404, "invalid_request_error", message(status), "not_found", "");
                case 429 -> new Refusal(429, "requests", message(status), "rate_limit_exceeded", "");
                default ->
                    new Refusal(
                            status, status >= 500 ? "server_error" : "invalid_request_error", message(status), "", "");
            };
        }

        @Override
        public ObjectNode error(Refusal refusal, Ids ids) {
            ObjectNode error = Json.object().put("message", refusal.message()).put("type", refusal.type());
            putOrNull(error, "param", refusal.param());
            putOrNull(error, "code", refusal.code());
            return Json.object().set("error", error);
        }

        @Override
        public Headers headers(Ids ids) {
            return Headers.of(
                    "x-request-id", ids.next("req_"),
                    "openai-version", "2020-10-01",
                    "openai-organization", "simulated-organization",
                    "openai-processing-ms", "12",
                    "x-ratelimit-limit-requests", "1000",
                    "x-ratelimit-remaining-requests", "999");
        }
    },

    ANTHROPIC {
        @Override
        public Optional<String> key(Headers headers) {
            return headers.first("x-api-key").filter(key -> !key.isEmpty()).or(() -> bearer(headers));
        }

        @Override
        public Refusal badKey() {
            return new Refusal(401, "authentication_error", "invalid x-api-key", "", "");
        }

        @Override
        public Refusal unknownModel(String model) {
            return new Refusal(404, "not_found_error", "model: " + model, "", "");
        }

        @Override
        public Refusal failing(int status) {
            String type = switch (status) {
                case 400 -> "invalid_request_error";
                case 401 -> "authentication_error";
                case 402 -> "billing_error";
                case 403 -> "permission_error";
                case 404 -> "not_found_error";
                case 413 -> "request_too_large";
                case 429 -> "rate_limit_error";
                case 504 -> "timeout_error";
                case 529 -> "overloaded_error";
                default -> "api_error";
            };
            return new Refusal(status, type, message(status), "", "");
        }

        @Override
        public ObjectNode error(Refusal refusal, Ids ids) {
            return Json.typed("error")
                    .set("error", Json.typed(refusal.type()).put("message", refusal.message()))
                    .put("request_id", ids.next("req_"));
        }

        @Override
        public Headers headers(Ids ids) {
            return Headers.of(
                    "request-id", ids.next("req_"),
                    "anthropic-organization-id", "simulated-organization",
                    "anthropic-ratelimit-requests-limit", "1000",
                    "anthropic-ratelimit-requests-remaining", "999");
        }
    };

    /// The key that a request shows.
    public abstract Optional<String> key(Headers headers);

    public abstract Refusal badKey();

    public abstract Refusal unknownModel(String model);

    /// What is said with a status when nothing else is wanted to be said.
    public abstract Refusal failing(int status);

    public abstract ObjectNode error(Refusal refusal, Ids ids);

    /// The headers that every answer has.
    public abstract Headers headers(Ids ids);

    private static Optional<String> bearer(Headers headers) {
        return headers.first("authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip())
                .filter(key -> !key.isEmpty());
    }

    private static String message(int status) {
        return "The simulator was told to answer " + status + ".";
    }

    private static void putOrNull(ObjectNode node, String member, String text) {
        if (text.isEmpty()) {
            node.putNull(member);
        } else {
            node.put(member, text);
        }
    }
}
