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
    },

    /// Amazon Bedrock. A signature is looked at elsewhere; here is the key of those who show one.
    BEDROCK {
        @Override
        public Optional<String> key(Headers headers) {
            return bearer(headers);
        }

        @Override
        public Refusal badKey() {
            return new Refusal(403, "", "The security token included in the request is invalid.", UNRECOGNISED, "");
        }

        @Override
        public Refusal unknownModel(String model) {
            return new Refusal(400, "", "The provided model identifier is invalid.", "", "");
        }

        @Override
        public Refusal failing(int status) {
            return new Refusal(status, "", message(status), "", "");
        }

        @Override
        public ObjectNode error(Refusal refusal, Ids ids) {
            return Json.object().put("message", refusal.message());
        }

        @Override
        public Headers headers(Ids ids) {
            return Headers.of("x-amzn-requestid", ids.next("aws-"));
        }

        @Override
        public Headers errorHeaders(Refusal refusal) {
            return Headers.of(
                    "x-amzn-errortype", refusal.code().isEmpty() ? exception(refusal.status()) : refusal.code());
        }
    },

    /// Google AI Studio.
    GOOGLE {
        @Override
        public Optional<String> key(Headers headers) {
            return headers.first("x-goog-api-key").filter(key -> !key.isEmpty());
        }

        @Override
        public Refusal badKey() {
            return new Refusal(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "", "");
        }

        @Override
        public Refusal unknownModel(String model) {
            return googleUnknown(model);
        }

        @Override
        public Refusal failing(int status) {
            return googleFailing(status);
        }

        @Override
        public ObjectNode error(Refusal refusal, Ids ids) {
            return googleError(refusal);
        }

        @Override
        public Headers headers(Ids ids) {
            return Headers.of("server-timing", "gfet4t7; dur=12");
        }
    },

    /// Google Vertex AI, which takes access tokens.
    VERTEX {
        @Override
        public Optional<String> key(Headers headers) {
            return bearer(headers);
        }

        @Override
        public Refusal badKey() {
            return new Refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", "", "");
        }

        @Override
        public Refusal unknownModel(String model) {
            return googleUnknown(model);
        }

        @Override
        public Refusal failing(int status) {
            return googleFailing(status);
        }

        @Override
        public ObjectNode error(Refusal refusal, Ids ids) {
            return googleError(refusal);
        }

        @Override
        public Headers headers(Ids ids) {
            return Headers.of("x-vertex-ai-llm-request-type", "shared");
        }
    },

    /// Azure OpenAI.
    AZURE {
        @Override
        public Optional<String> key(Headers headers) {
            return headers.first("api-key").filter(key -> !key.isEmpty()).or(() -> bearer(headers));
        }

        @Override
        public Refusal badKey() {
            return new Refusal(401, "", "Access denied: the key or token is not one of this resource.", "401", "");
        }

        @Override
        public Refusal unknownModel(String model) {
            return new Refusal(404, "", "The API deployment " + model + " does not exist.", "DeploymentNotFound", "");
        }

        @Override
        public Refusal failing(int status) {
            return new Refusal(status, "", message(status), Integer.toString(status), "");
        }

        @Override
        public ObjectNode error(Refusal refusal, Ids ids) {
            ObjectNode error = Json.object();
            error.putObject("error")
                    .put("code", refusal.code().isEmpty() ? refusal.type() : refusal.code())
                    .put("message", refusal.message());
            return error;
        }

        @Override
        public Headers headers(Ids ids) {
            return Headers.of(
                    "apim-request-id", ids.next("azure-"),
                    "x-ms-region", "Simulated",
                    "x-ratelimit-remaining-requests", "999");
        }
    };

    private static final String UNRECOGNISED = "UnrecognizedClientException";

    /// The key that a request shows.
    public abstract Optional<String> key(Headers headers);

    public abstract Refusal badKey();

    public abstract Refusal unknownModel(String model);

    /// What is said with a status when nothing else is wanted to be said.
    public abstract Refusal failing(int status);

    public abstract ObjectNode error(Refusal refusal, Ids ids);

    /// The headers that every answer has.
    public abstract Headers headers(Ids ids);

    /// The headers that an error has besides.
    public Headers errorHeaders(Refusal refusal) {
        return Headers.NONE;
    }

    private static String exception(int status) {
        return switch (status) {
            case 400, 413 -> "ValidationException";
            case 401, 403 -> "AccessDeniedException";
            case 404 -> "ResourceNotFoundException";
            case 408 -> "ModelTimeoutException";
            case 424 -> "ModelErrorException";
            case 429 -> "ThrottlingException";
            case 503 -> "ServiceUnavailableException";
            default -> "InternalServerException";
        };
    }

    private static Refusal googleUnknown(String model) {
        return new Refusal(404, "NOT_FOUND", "models/" + model + " is not found.", "", "");
    }

    private static Refusal googleFailing(int status) {
        String name = switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "INTERNAL";
        };
        return new Refusal(status, name, message(status), "", "");
    }

    private static ObjectNode googleError(Refusal refusal) {
        ObjectNode json = Json.object();
        ObjectNode error = json.putObject("error")
                .put("code", refusal.status())
                .put("message", refusal.message())
                .put("status", refusal.type().startsWith("invalid") ? "INVALID_ARGUMENT" : refusal.type());
        if (refusal.status() == 429) {
            error.putArray("details")
                    .addObject()
                    .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                    .put("retryDelay", "3s");
        }
        return json;
    }

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
