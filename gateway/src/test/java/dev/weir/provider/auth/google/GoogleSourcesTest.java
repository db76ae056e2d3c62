package dev.weir.provider.auth.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Proof.GoogleToken;
import dev.weir.provider.auth.TokenServer;
import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class GoogleSourcesTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final KeyPair KEY = key();

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init")
    private TokenServer server;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        server = new TokenServer();
        variables.put("GCE_METADATA_HOST", server.base().substring("http://".length()));
        server.on(
                "POST /token", 200, "{\"access_token\":\"ya29.token\",\"expires_in\":3599,\"token_type\":\"Bearer\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void signsForAServiceAccountAndIsGivenAToken() throws Exception {
        assertThat(fetch(serviceAccount().put("quota_project_id", "billing")))
                .isEqualTo(new Lapsing<>(
                        new GoogleToken(new Secret("ya29.token"), Optional.of("billing")), NOW.plusSeconds(3599)));

        Map<String, String> form = form();
        assertThat(form).containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        List<String> jwt = Arrays.asList(form.getOrDefault("assertion", "").split("\\.", -1));
        assertThat(decoded(jwt.get(0))).isEqualTo(JSON.readTree("""
                {"alg":"RS256","typ":"JWT","kid":"key-1"}"""));
        assertThat(decoded(jwt.get(1)))
                .hasToString(JSON.createObjectNode()
                        .put("iss", "weir@acme.iam.gserviceaccount.com")
                        .put("scope", "https://www.googleapis.com/auth/cloud-platform")
                        .put("aud", server.base() + "/token")
                        .put("iat", NOW.getEpochSecond())
                        .put("exp", NOW.getEpochSecond() + 3600)
                        .toString());
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(KEY.getPublic());
        check.update((jwt.get(0) + "." + jwt.get(1)).getBytes(UTF_8));
        assertThat(check.verify(Base64.getUrlDecoder().decode(jwt.get(2)))).isTrue();
    }

    @Test
    void sendsNoAssertionElsewhereThanToGoogle() {
        for (String elsewhere : List.of(
                "https://evil.example.com/token",
                "http://oauth2.googleapis.com/token",
                "https://googleapis.com.example.com/token",
                "https://oauth2.googleapis.com:8443/token",
                "https://127.0.0.1@evil.example.com/")) {
            assertThatThrownBy(() -> fetch(serviceAccount().put("token_uri", elsewhere)))
                    .hasMessage("token_uri of the credential file is %s, wanted an https address of googleapis.com"
                            .formatted(elsewhere));
        }
    }

    @Test
    void saysWhatTheTokenEndpointSaidAndNoSecret() {
        server.on("POST /token", 400, "{\"error\":\"invalid_grant\",\"error_description\":\"for ey.assertion\"}");
        assertThatThrownBy(() -> fetch(serviceAccount()))
                .hasMessage("the token endpoint 127.0.0.1 answered 400 invalid_grant");
        server.on("POST /token", 200, "{}");
        assertThatThrownBy(() -> fetch(serviceAccount()))
                .hasMessage("the token endpoint 127.0.0.1 answered without an access_token");
        assertThatThrownBy(() -> fetch(serviceAccount().put("private_key", "nonsense")))
                .hasMessage("private_key of the credential file is not an RSA key in PKCS #8");
        assertThatThrownBy(() -> fetch(JSON.createObjectNode().put("type", "gdch_service_account")))
                .hasMessageStartingWith("the credential file is of the type \"gdch_service_account\", wanted");
    }

    @Test
    void refreshesForAPersonWhoSignedIn() throws IOException {
        assertThat(fetch(JSON.createObjectNode()
                                .put("type", "authorized_user")
                                .put("token_uri", server.base() + "/token")
                                .put("client_id", "id")
                                .put("client_secret", "secret")
                                .put("refresh_token", "1//refresh"))
                        .value()
                        .token()
                        .reveal())
                .isEqualTo("ya29.token");
        assertThat(form()).containsEntry("grant_type", "refresh_token").containsEntry("refresh_token", "1//refresh");
    }

    @Test
    void exchangesTheTokenOfAnotherAndTakesOnAServiceAccount() throws IOException {
        Path token = Files.writeString(home.resolve("token.json"), "{\"id\":\"subject.jwt\"}");
        ObjectNode file = JSON.createObjectNode()
                .put("type", "external_account")
                .put("audience", "//iam.googleapis.com/projects/1/providers/p")
                .put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt")
                .put("token_url", server.base() + "/token")
                .put("service_account_impersonation_url", server.base() + "/impersonate");
        file.putObject("credential_source")
                .put("file", token.toString())
                .putObject("format")
                .put("type", "json")
                .put("subject_token_field_name", "id");
        server.on("POST /impersonate", 200, """
                {"accessToken":"ya29.account","expireTime":"2026-11-01T00:30:00Z"}""");

        assertThat(fetch(file))
                .isEqualTo(new Lapsing<>(
                        new GoogleToken(new Secret("ya29.account"), Optional.empty()),
                        Instant.parse("2026-11-01T00:30:00Z")));
        assertThat(form(server.asked.getFirst().body()))
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                .containsEntry("subject_token", "subject.jwt");
        assertThat(server.last().headers().first("authorization")).contains("Bearer ya29.token");
    }

    @Test
    void believesOnlyAMetadataServiceThatSaysItIsGoogles() throws IOException {
        String path = "GET /computeMetadata/v1/instance/service-accounts/default/token";
        server.on(path, 200, "{\"access_token\":\"stolen\",\"expires_in\":60}");
        assertThatThrownBy(() -> sources().metadata().fetch())
                .hasMessageEndingWith("is not a metadata service of Google");

        server.on(
                path,
                request -> new HttpResponse(
                        request.headers()
                                        .first("metadata-flavor")
                                        .filter("Google"::equals)
                                        .isPresent()
                                ? 200
                                : 403,
                        Headers.of("metadata-flavor", "Google"),
                        "{\"access_token\":\"ya29.machine\",\"expires_in\":60}".getBytes(UTF_8)));
        assertThat(sources().metadata().fetch())
                .isEqualTo(new Lapsing<>(
                        new GoogleToken(new Secret("ya29.machine"), Optional.empty()), NOW.plusSeconds(60)));
    }

    @Test
    void looksInTheOrderOfTheLibraries() throws IOException {
        assertThatThrownBy(() -> sources().byDefault().fetch())
                .hasMessageStartingWith("no credentials of Google were found; environment: the variable"
                        + " GOOGLE_APPLICATION_CREDENTIALS is not set; gcloud: there is no file ")
                .hasMessageContaining("; metadata: ");

        Path gcloud = Files.createDirectories(home.resolve(".config/gcloud"));
        Files.writeString(
                gcloud.resolve("application_default_credentials.json"),
                serviceAccount().toString());
        assertThat(sources().byDefault().fetch().value().token()).isEqualTo(new Secret("ya29.token"));

        variables.put(
                "GOOGLE_APPLICATION_CREDENTIALS", home.resolve("missing.json").toString());
        assertThatThrownBy(() -> sources().byDefault().fetch())
                .hasMessage("there is no file " + home.resolve("missing.json"));
    }

    private ObjectNode serviceAccount() {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(KEY.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return JSON.createObjectNode()
                .put("type", "service_account")
                .put("client_email", "weir@acme.iam.gserviceaccount.com")
                .put("private_key_id", "key-1")
                .put("private_key", pem)
                .put("token_uri", server.base() + "/token");
    }

    private Lapsing<GoogleToken> fetch(JsonNode file) throws IOException {
        return sources().file(() -> Lapsing.never(new Secret(file.toString()))).fetch();
    }

    private GoogleSources sources() {
        return new GoogleSources(new Environment(variables, home), TokenServer.web(), () -> NOW);
    }

    private Map<String, String> form() {
        return form(server.last().body());
    }

    private static Map<String, String> form(byte[] body) {
        return Arrays.stream(new String(body, UTF_8).split("&", -1))
                .map(field -> Arrays.asList(field.split("=", 2)))
                .collect(Collectors.toMap(List::getFirst, field -> URLDecoder.decode(field.getLast(), UTF_8)));
    }

    private static JsonNode decoded(String part) {
        return JSON.readTree(Base64.getUrlDecoder().decode(part));
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
