package dev.weir.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.OpenAnswer;
import dev.weir.call.Principal;
import dev.weir.identity.Clients;
import dev.weir.identity.Clients.Client;
import dev.weir.identity.KeyRing;
import dev.weir.identity.Moment;
import dev.weir.identity.Scopes;
import dev.weir.identity.TokenIssuer;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenEndpointTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String GRANT = "grant_type=client_credentials";

    private static final KeyRing RING = KeyRing.ephemeral(Duration.ofHours(1), new Moment());

    private final Moment clock = new Moment();
    private final Clients.Hasher hasher = Clients.Hasher.ephemeral();
    private final TokenIssuer issuer = new TokenIssuer("http://127.0.0.1:8787", RING, Duration.ofHours(1), clock);
    private final Clients clients = new Clients(
            List.of(
                    new Client("agents", "red", Set.of(Scopes.INVOKE), hasher.hash("s3:cret+%")),
                    new Client("quiet", "red", Set.of(Scopes.INVOKE), hasher.hash("quiet"))),
            hasher);
    private final TokenEndpoint endpoint =
            new TokenEndpoint(issuer, () -> clients, new AttemptLimit(3, Duration.ofSeconds(1), clock), clock);

    private OpenAnswer last = OpenAnswer.to(HttpResponse.text(404, ""));

    private HttpResponse post(String body, String... headers) {
        return ask(
                "POST",
                "",
                body,
                Headers.of(headers).toBuilder().set("content-type", FORM).build());
    }

    private HttpResponse ask(String method, String query, String body, Headers headers) {
        last = endpoint.answer(
                new HttpRequest(method, new RequestTarget("/oauth2/token", query), headers, body.getBytes(UTF_8)));
        return last.response();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    private static JsonNode json(HttpResponse answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void refused(HttpResponse answer, int status, String error) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(json(answer).path("error").stringValue("")).isEqualTo(error);
        assertThat(json(answer).path("error_description").stringValue("")).matches("[ !#-\\[\\]-~]+");
        assertThat(answer.headers().first("cache-control")).contains("no-store");
    }

    @Test
    void s_jwt_20_issuesATokenToWhoAuthenticatesWithBasicOrInTheForm() {
        HttpResponse withBasic = post(GRANT, "authorization", basic("agents:s3%3Acret%2B%25"));
        HttpResponse inForm = post(GRANT + "&client_id=agents&client_secret=s3%3Acret%2B%25&scope=");

        for (HttpResponse answer : List.of(withBasic, inForm)) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().first("cache-control")).contains("no-store");
            assertThat(answer.headers().first("pragma")).contains("no-cache");
            assertThat(json(answer).path("token_type").stringValue()).isEqualTo("Bearer");
            assertThat(json(answer).path("expires_in").intValue()).isEqualTo(3600);
            assertThat(json(answer).path("scope").stringValue()).isEqualTo(Scopes.INVOKE);
            assertThat(json(answer).path("access_token").stringValue()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        }
    }

    /// For the audit trail; whoever asks is told no more than that it is the wrong pair.
    @Test
    void s_jwt_20_saysWhoItWasOrWhyNobodyIsBelieved() {
        post(GRANT, "authorization", basic("quiet:quiet"));
        assertThat(last.by()).contains(new Principal("quiet", "quiet", "red", Set.of(Scopes.INVOKE)));
        assertThat(last.refusal()).isEmpty();

        post(GRANT, "authorization", basic("quiet:wrong"));
        assertThat(last.by()).isEmpty();
        assertThat(last.refusal()).contains(new Problem(Kind.CLIENT_UNKNOWN, "that is no secret of the client quiet"));

        post(GRANT, "authorization", basic("weir_secret-in-the-wrong-place:x"));
        assertThat(last.refusal()).contains(new Problem(Kind.CLIENT_UNKNOWN, "that is no secret of any client"));
    }

    @Test
    void s_jwt_20_refusesASecretInTheUrl() {
        refused(
                ask("POST", "?client_id=quiet&client_secret=quiet&" + GRANT, "", Headers.of("content-type", FORM)),
                400,
                "invalid_request");
        refused(
                ask("POST", "?x=1", GRANT + "&client_id=quiet&client_secret=quiet", Headers.of("content-type", FORM)),
                400,
                "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "multipart/form-data", FORM + "x", ""})
    void s_jwt_20_refusesAnotherContentType(String type) {
        refused(
                ask("POST", "", GRANT + "&client_id=quiet&client_secret=quiet", Headers.of("content-type", type)),
                400,
                "invalid_request");
    }

    @Test
    void s_jwt_20_takesAContentTypeWithACharset() {
        HttpResponse answer = ask(
                "POST",
                "",
                GRANT + "&client_id=quiet&client_secret=quiet",
                Headers.of("content-type", FORM + "; charset=UTF-8"));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void s_jwt_20_refusesAnotherMethod() {
        refused(ask("GET", "", "", Headers.NONE), 405, "invalid_request");
    }

    @Test
    void s_jwt_20_refusesAClientThatAuthenticatesTwice() {
        refused(
                post(GRANT + "&client_id=quiet&client_secret=quiet", "authorization", basic("quiet:quiet")),
                400,
                "invalid_request");
        refused(
                post(GRANT, "authorization", basic("quiet:quiet"), "authorization", basic("quiet:quiet")),
                400,
                "invalid_request");
        refused(post(GRANT + "&client_id=agents", "authorization", basic("quiet:quiet")), 400, "invalid_request");
        refused(post(GRANT + "&client_id=quiet&client_secret=quiet&client_secret=x"), 400, "invalid_request");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "grant_type=password; unsupported_grant_type",
                "grant_type=authorization_code; unsupported_grant_type",
                "grant_type=Client_Credentials; unsupported_grant_type",
                "grant_type=; invalid_request",
                "scope=x; invalid_request",
                "grant_type=client_credentials&grant_type=client_credentials; invalid_request",
                "grant_type=%zz; invalid_request",
                "grant_type=client_credentials&scope=*; invalid_scope",
                "grant_type=client_credentials&scope=https://gateway.internal/admin; invalid_scope",
                "grant_type=client_credentials&scope=https://gateway.internal/invoke+x; invalid_scope"
            },
            delimiter = ';')
    void s_jwt_20_refusesAnotherGrantOrScope(String body, String error) {
        refused(post(body, "authorization", basic("quiet:quiet")), 400, error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic !!", "Basic", "Basic cXVpZXQ=", "Bearer quiet", "Basic cXVpZXQ6JXp6"})
    void s_jwt_20_refusesWhoDoesNotAuthenticate(String authorization) {
        HttpResponse answer = post(GRANT, "authorization", authorization);

        refused(answer, 401, "invalid_client");
        assertThat(answer.headers().first("www-authenticate")).contains("Basic realm=\"weir\"");
        refused(post(GRANT + "&client_id=quiet"), 401, "invalid_client");
    }

    @Test
    void s_jwt_20_limitsTheAttemptsForAClient() {
        for (int i = 0; i < 3; i++) {
            refused(post(GRANT, "authorization", basic("agents:guess" + i)), 401, "invalid_client");
        }

        HttpResponse limited = post(GRANT, "authorization", basic("agents:guess"));
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.headers().has("retry-after")).isTrue();
        assertThat(post(GRANT, "authorization", basic("quiet:quiet")).status()).isEqualTo(200);

        clock.pass(Duration.ofSeconds(1));
        refused(post(GRANT, "authorization", basic("agents:guess")), 401, "invalid_client");
        assertThat(post(GRANT, "authorization", basic("agents:guess")).status()).isEqualTo(429);
    }

    @Test
    void s_tim_2_answersTheSameToAnUnknownClientAndAWrongSecret() {
        HttpResponse unknown = post(GRANT, "authorization", basic("nobody:quiet"));
        HttpResponse wrong = post(GRANT, "authorization", basic("quiet:wrong"));

        refused(unknown, 401, "invalid_client");
        assertThat(unknown.body()).isEqualTo(wrong.body());
        assertThat(unknown.headers()).isEqualTo(wrong.headers());
    }
}
