package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.adapters.http.HttpServers;
import dev.weir.config.Reading;
import dev.weir.simulator.Keys;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorSettings;
import dev.weir.simulator.format.Dialect;
import dev.weir.store.EnvironmentAndFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an administrator does with one gateway and sees of it at the data plane.
class AdministrationTest {

    private static final String KEY = "key-of-the-gateway";
    private static final String OPERATOR = "weir_secret-of-the-operator-of-this-test";

    @TempDir
    private Path folder;

    private final HttpServers simulating = new HttpServers(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Gateway> gateways = new ArrayList<>();
    private String administering = "";

    @BeforeEach
    void start() throws Exception {
        var simulator = new Simulator(new SimulatorSettings(InstantSource.system())
                .with(new Keys.Exactly(Map.of(Dialect.OPENAI, Set.of(KEY)), List.of())));
        String played = simulating.simulator("127.0.0.1", 0, simulator).toString();
        Files.writeString(folder.resolve("weir.yaml"), """
                listen: {data: "127.0.0.1:0", control: "127.0.0.1:0"}
                drain: {pre: 0s, max: 5s}
                log: {level: error}
                edge: {requests: 1000000, connections-per-address: 10000, new-connections: 10000}
                egress: {allow: ["%s"]}
                embedded-issuer:
                  issuer: http://weir.test
                  clients: [{id: operator, secret: "env:OPERATOR", team: platform, scopes: [invoke, admin]}]
                providers: {openai: {base: "http://%s/v1", credentials: [{secret: "env:KEY"}]}}
                models: {gpt-4o: {provider: openai}, gpt-5: {provider: openai}, gpt-*: {provider: openai}}
                """.formatted(played, played));
        gateway();
    }

    private Gateway gateway() {
        var secrets = new EnvironmentAndFiles(Map.of("KEY", KEY, "OPERATOR", OPERATOR));
        var file = new ConfigFile(folder.resolve("weir.yaml"), secrets);
        Gateway gateway = switch (file.load()) {
            case Reading.Valid(var config) -> Wiring.start(file, config, secrets);
            case Reading.Invalid(var violations) -> throw new AssertionError(violations.toString());
        };
        gateways.add(gateway);
        return gateway;
    }

    @AfterEach
    void end() throws Exception {
        for (Gateway one : gateways) {
            one.end();
        }
        simulating.close();
        http.close();
    }

    private String token(String client, String secret) throws Exception {
        String basic = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(UTF_8));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(gateways.getFirst().dataUrl() + "/oauth2/token"))
                        .header("authorization", "Basic " + basic)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body()).path("access_token").stringValue("");
    }

    /// One token for all that is administered: the gateway gives few at a time.
    private String operator() throws Exception {
        if (administering.isEmpty()) {
            administering = token("operator", OPERATOR);
        }
        return administering;
    }

    private JsonNode admin(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(gateways.getFirst().controlUrl() + path))
                .header("authorization", "Bearer " + operator())
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> call(Gateway gateway, String credential, String model, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.dataUrl() + "/v1/chat/completions"))
                .header("authorization", "Bearer " + credential)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"%s\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
                                .formatted(model)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String models(Gateway gateway, String credential) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.dataUrl() + "/v1/models"))
                .header("authorization", "Bearer " + credential)
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /// Calls until the answer is as wanted; at most for ten seconds.
    private HttpResponse<String> until(Gateway gateway, String credential, Predicate<HttpResponse<String>> wanted)
            throws Exception {
        long end = System.nanoTime() + 10_000_000_000L;
        HttpResponse<String> answer = call(gateway, credential, "gpt-4o");
        while (!wanted.test(answer) && System.nanoTime() < end) {
            answer = call(gateway, credential, "gpt-4o");
        }
        assertThat(answer).matches(wanted);
        return answer;
    }

    @Test
    void registersLimitsRotatesAndDeactivatesATeam() throws Exception {
        JsonNode team = admin(
                "POST",
                "/teams",
                "{'team_name':'red','contact_email':'red@example.com','tier':'sandbox','models':['gpt-4*']}");
        JsonNode credentials = team.path("credentials");
        String client = credentials.path("client_id").stringValue("");
        String secret = credentials.path("client_secret").stringValue("");
        Gateway gateway = gateways.getFirst();
        String token = token(client, secret);

        HttpResponse<String> first = call(gateway, token, "gpt-4o");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).contains("20");
        assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).contains("4");
        assertThat(call(gateway, token, "gpt-5").body()).contains("model_not_allowed");
        assertThat(models(gateway, token)).contains("gpt-4o").doesNotContain("gpt-5");
        HttpResponse<String> limited = until(gateway, token, answer -> answer.statusCode() == 429);
        assertThat(limited.headers().firstValue("x-weir-error")).contains("rate_limited");
        assertThat(limited.headers().firstValue("x-ratelimit-remaining-requests"))
                .contains("0");
        assertThat(Integer.parseInt(limited.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(1, 3);

        admin("PUT", "/teams/red", "{'tier':'unlimited'}", "if-match", "\"1\"");
        until(gateway, token, answer -> answer.statusCode() == 200);
        JsonNode rotated = admin("POST", "/teams/red/rotate", "{}");
        token(client, secret);
        token(client, rotated.path("credentials").path("client_secret").stringValue(""));

        admin("DELETE", "/teams/red", "");
        HttpResponse<String> refused = until(gateway, token, answer -> answer.statusCode() == 403);
        assertThat(refused.headers().firstValue("x-weir-error")).contains("principal_disabled");
    }

    @Test
    void showsAnotherGatewayOnTheSameFolderEverythingAndForgetsNothingAtARestart() throws Exception {
        admin("POST", "/teams", "{'team_name':'red','contact_email':'red@example.com'}");
        JsonNode key = admin("POST", "/teams/red/keys", "{}");
        String value = key.path("key").stringValue("");
        Gateway other = gateway();

        assertThat(call(other, value, "gpt-4o").statusCode()).isEqualTo(200);
        admin("DELETE", "/teams/red/keys/" + key.path("key_id").stringValue(""), "");

        HttpResponse<String> refused = until(other, value, answer -> answer.statusCode() == 401);
        assertThat(refused.headers().firstValue("x-weir-error")).contains("key_unknown");
        assertThat(Files.getPosixFilePermissions(folder.resolve("data").resolve("store.key")))
                .hasSize(2);
    }

    @Test
    void routesByConfigurationsThatAreStored() throws Exception {
        Gateway gateway = gateways.getFirst();
        String token = token("operator", OPERATOR);

        admin(
                "POST",
                "/routing/configs",
                "{'name':'night','config':{'provider':'openai','override_params':{'model':'gpt-4o-mini'}}}");

        HttpResponse<String> answer = call(gateway, token, "gpt-4o", "x-routing-config", "night");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-weir-target")).contains("openai/gpt-4o-mini");
        HttpResponse<String> unknown = call(gateway, token, "gpt-4o", "x-routing-config", "day");
        assertThat(unknown.headers().firstValue("x-weir-error")).contains("routing_unknown");
        assertThat(admin("GET", "/config/violations", "").path("count").asInt()).isZero();

        String yaml = Files.readString(folder.resolve("weir.yaml"));
        Files.writeString(
                folder.resolve("weir.yaml"),
                yaml.replace("{openai: {base", "{gpt: {kind: groq, base").replace("provider: openai", "provider: gpt"));
        long end = System.nanoTime() + 10_000_000_000L;
        while (admin("GET", "/config/violations", "").path("count").asInt() == 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(admin("GET", "/config/violations", "").toString())
                .contains("/routing/night", "no provider is named openai");
    }

    @Test
    void letsNobodyAdministerWithAnInvokeCredential() throws Exception {
        admin("POST", "/teams", "{'team_name':'red','contact_email':'red@example.com'}");
        String key = admin("POST", "/teams/red/keys", "{}").path("key").stringValue("");

        HttpResponse<String> own = http.send(
                HttpRequest.newBuilder(URI.create(gateways.getFirst().controlUrl() + "/teams/red"))
                        .header("authorization", "Bearer " + key)
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> all = http.send(
                HttpRequest.newBuilder(URI.create(gateways.getFirst().controlUrl() + "/teams"))
                        .header("authorization", "Bearer " + key)
                        .build(),
                BodyHandlers.ofString());

        assertThat(own.statusCode()).isEqualTo(200);
        assertThat(all.statusCode()).isEqualTo(403);
    }
}
