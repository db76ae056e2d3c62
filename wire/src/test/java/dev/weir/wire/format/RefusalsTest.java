package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Family;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How each format says no: the table of what agents and SDKs do with an answer is behind every line.
class RefusalsTest {

    private static final List<WireFormat> FORMATS = List.of(
            AnthropicMessages.FORMAT,
            OpenAiChat.FORMAT,
            OpenAiResponses.FORMAT,
            OpenAiEmbeddings.FORMAT,
            Gemini.FORMAT);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyProblemHasItsCodeAndItsIdsInEveryFormat(Kind kind) {
        for (WireFormat format : FORMATS) {
            HttpResponse answer = format.refusal(new Problem(kind, "what and why"), "req_1");

            assertThat(answer.headers().first("x-weir-error")).contains(kind.code());
            assertThat(answer.headers().first("request-id")).contains("req_1");
            assertThat(answer.headers().first("x-request-id")).contains("req_1");
            assertThat(json(answer).toString())
                    .contains("\"" + kind.code() + "\"")
                    .contains("what and why");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TOKEN_EXPIRED,      401, authentication_error,  401, invalid_api_key,      false",
        "MODEL_NOT_ALLOWED,  403, permission_error,      403, model_not_found,      false",
        "MODEL_UNKNOWN,      404, not_found_error,       404, model_not_found,      false",
        "POLICY_BLOCKED,     400, policy_blocked,        400, policy_blocked,       false",
        "BUDGET_EXHAUSTED,   429, billing_error,         429, insufficient_quota,   false",
        "BUDGET_RESERVED,    429, rate_limit_error,      429, rate_limit_exceeded,  true",
        "RATE_LIMITED,       429, rate_limit_error,      429, rate_limit_exceeded,  true",
        "OVERLOADED,         503, overloaded_error,      503, overloaded,           true",
        "UPSTREAM_RESET,     502, api_error,             502, upstream_reset,       ''",
        "BODY_TOO_LARGE,     413, request_too_large,     413, body_too_large,       false",
        "NOT_SUPPORTED,      501, not_supported,         501, not_supported,        false",
        "JSON_INVALID,       400, invalid_request_error, 400, json_invalid,         false"
    })
    void saysItTheWayThatAgentsUnderstand(
            Kind kind, int messagesStatus, String messagesType, int chatStatus, String chatCode, String retry) {
        HttpResponse messages = AnthropicMessages.FORMAT.refusal(new Problem(kind, "why"), "req_1");
        HttpResponse chat = OpenAiChat.FORMAT.refusal(new Problem(kind, "why"), "req_1");

        assertThat(messages.status()).isEqualTo(messagesStatus);
        assertThat(json(messages).path("type").stringValue()).isEqualTo("error");
        assertThat(json(messages).path("error").path("type").stringValue()).isEqualTo(messagesType);
        assertThat(json(messages).path("request_id").stringValue()).isEqualTo("req_1");
        assertThat(chat.status()).isEqualTo(chatStatus);
        assertThat(json(chat).path("error").path("code").stringValue()).isEqualTo(chatCode);
        assertThat(messages.headers().first("x-should-retry").orElse("")).isEqualTo(retry);
        assertThat(chat.headers().first("x-should-retry").orElse("")).isEqualTo(retry);
    }

    @ParameterizedTest
    @CsvSource({
        "TOKEN_EXPIRED,      401, AccessDeniedException,         UNAUTHENTICATED",
        "MODEL_NOT_ALLOWED,  403, AccessDeniedException,         PERMISSION_DENIED",
        "MODEL_UNKNOWN,      404, ResourceNotFoundException,     NOT_FOUND",
        "RATE_LIMITED,       429, ThrottlingException,           RESOURCE_EXHAUSTED",
        "BUDGET_EXHAUSTED,   429, ServiceQuotaExceededException, RESOURCE_EXHAUSTED",
        "OVERLOADED,         503, ServiceUnavailableException,   UNAVAILABLE",
        "UPSTREAM_RESET,     502, InternalServerException,       INTERNAL",
        "UPSTREAM_TIMEOUT,   504, ModelTimeoutException,         DEADLINE_EXCEEDED",
        "FIELD_INVALID,      400, ValidationException,           INVALID_ARGUMENT"
    })
    void saysItTheWayThatSdksOfAwsAndGoogleUnderstand(Kind kind, int status, String exception, String word) {
        HttpResponse aws = AnthropicOnBedrock.FORMAT.refusal(new Problem(kind, "why"), "req_1");
        HttpResponse google =
                Gemini.FORMAT.refusal(new Problem(kind, "why").retryAfter(Duration.ofMillis(1500)), "req_1");

        assertThat(aws.status()).isEqualTo(status);
        assertThat(aws.headers().first("x-amzn-errortype")).contains(exception);
        assertThat(aws.headers().first("x-amzn-requestid")).contains("req_1");
        assertThat(aws.headers().first("x-weir-error")).contains(kind.code());
        assertThat(json(aws)).isEqualTo(JsonMapper.shared().readTree("{\"message\":\"why\"}"));
        JsonNode error = json(google).path("error");
        assertThat(error.path("code").intValue()).isEqualTo(status);
        assertThat(error.path("status").stringValue()).isEqualTo(word);
        assertThat(error.at("/details/1/retryDelay").stringValue()).isEqualTo("2s");
    }

    /// Codex repeats a 403 or 404 six times, and stops at a 400.
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"MODEL_UNKNOWN", "MODEL_NOT_ALLOWED"})
    void answers400WhereCodexWouldAskAgain(Kind kind) {
        assertThat(OpenAiResponses.FORMAT
                        .refusal(new Problem(kind, "why"), "req_1")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void letsNobodySleepForMoreThanAMinute() {
        var problem = new Problem(Kind.RATE_LIMITED, "why");

        assertThat(retryAfter(problem.retryAfter(Duration.ofHours(3)))).isEqualTo("60");
        assertThat(retryAfter(problem.retryAfter(Duration.ofMillis(1200)))).isEqualTo("2");
        assertThat(retryAfter(problem.retryAfter(Duration.ofMillis(1)))).isEqualTo("1");
    }

    @Test
    void aBrokenStreamEndsInTheFormatsOwnErrorEvent() {
        var problem = new Problem(Kind.UPSTREAM_RESET, "why");

        assertThat(new String(AnthropicMessages.FORMAT.watch().failure(problem, "req_1"), UTF_8))
                .startsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"")
                .endsWith("}\n\n");
        assertThat(new String(OpenAiChat.FORMAT.watch().failure(problem, "req_1"), UTF_8))
                .startsWith("data: {\"error\":{\"message\":\"why\"")
                .endsWith("}\n\n");
        assertThat(new String(OpenAiResponses.FORMAT.watch().failure(problem, "req_1"), UTF_8))
                .startsWith("event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":0")
                .endsWith("}\n\n");
    }

    @Test
    void everyFamilyIsUsed() {
        assertThat(Stream.of(Kind.values()).map(Kind::family).distinct()).containsExactlyInAnyOrder(Family.values());
    }

    private static String retryAfter(Problem problem) {
        return OpenAiChat.FORMAT
                .refusal(problem, "req_1")
                .headers()
                .first("retry-after")
                .orElseThrow();
    }

    @Test
    void codexShowsWhatWeSayOfABudget() {
        HttpResponse answer = OpenAiResponses.FORMAT.refusal(
                new Problem(Kind.BUDGET_EXHAUSTED, "the budget project:größe:total\r\ndoes not pay"), "req_1");

        assertThat(json(answer).path("error").path("type").stringValue()).isEqualTo("usage_limit_reached");
        assertThat(json(answer).path("error").path("code").stringValue()).isEqualTo("insufficient_quota");
        assertThat(answer.headers().first("x-codex-promo-message"))
                .contains("the budget project:gr??e:total??does not pay");
    }

    private static JsonNode json(HttpResponse answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
