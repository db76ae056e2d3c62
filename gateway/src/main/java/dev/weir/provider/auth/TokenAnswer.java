package dev.weir.provider.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.provider.auth.Web.Question;
import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// What a token endpoint of OAuth 2.0 answers: a token and for how long it is good, or why there is none (RFC 6749,
/// section 5).
public final class TokenAnswer {

    private TokenAnswer() {}

    /// Asks with a form.
    public static HttpResponse post(Web web, URI address, Map<String, String> form) throws IOException {
        byte[] body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
        Headers headers = Headers.of("content-type", "application/x-www-form-urlencoded", "accept", "application/json");
        return web.ask(new Question("POST", address, headers, body, Question.FAR));
    }

    /// The token in an answer.
    ///
    /// @param from who answered, for messages
    public static Lapsing<Secret> token(HttpResponse answer, String from, InstantSource clock) throws IOException {
        JsonNode json = json(answer, from);
        String token = json.path("access_token").stringValue("");
        if (token.isEmpty()) {
            throw new IOException("%s answered without an access_token".formatted(from));
        }
        OptionalLong seconds = number(json.path("expires_in"));
        OptionalLong until = number(json.path("expires_on"));
        Instant lapses = seconds.isPresent()
                ? clock.instant().plusSeconds(seconds.getAsLong())
                : until.isPresent()
                        ? Instant.ofEpochSecond(until.getAsLong())
                        : clock.instant().plusSeconds(300);
        return new Lapsing<>(new Secret(token), lapses);
    }

    /// The JSON of a good answer.
    ///
    /// @throws IOException for a refusal; names its status and its error code, and repeats nothing else
    public static JsonNode json(HttpResponse answer, String from) throws IOException {
        JsonNode json = read(answer.body());
        if (answer.status() != 200) {
            JsonNode error = json.path("error");
            String code = error.isString()
                    ? error.stringValue()
                    : error.path("status").stringValue(json.path("code").stringValue(""));
            throw new IOException(
                    "%s answered %d %s".formatted(from, answer.status(), code).strip());
        }
        if (!json.isObject()) {
            throw new IOException("%s answered with something that is not JSON".formatted(from));
        }
        return json;
    }

    private static JsonNode read(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    /// Some write the number as a text.
    private static OptionalLong number(JsonNode json) {
        if (json.isIntegralNumber()) {
            return OptionalLong.of(json.longValue());
        }
        String text = json.stringValue("");
        return text.matches("\\d{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
