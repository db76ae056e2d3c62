package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.adapters.http.HttpServers;
import dev.weir.adapters.sql.Postgres;
import dev.weir.adapters.sql.PostgresServer;
import dev.weir.config.Reading;
import dev.weir.simulator.Keys;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorSettings;
import dev.weir.simulator.format.Dialect;
import dev.weir.store.EnvironmentAndFiles;
import java.io.IOException;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Three gateways on one PostgreSQL, while administrators change things.
class ManyGatewaysTest {

    private static final String KEY = "key-of-the-gateway";
    private static final String OPERATOR = "weir_secret-of-the-operator-of-this-test";

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.ofItsOwn();
    private final HttpServers simulating = new HttpServers(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Gateway> gateways = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        var simulator = new Simulator(new SimulatorSettings(InstantSource.system())
                .with(new Keys.Exactly(Map.of(Dialect.OPENAI, Set.of(KEY)), List.of())));
        String played = simulating.simulator("127.0.0.1", 0, simulator).toString();
        Postgres.Address database = server.database();
        Files.writeString(folder.resolve("weir.yaml"), """
                listen: {data: "127.0.0.1:0", control: "127.0.0.1:0"}
                drain: {pre: 0s, max: 5s}
                log: {level: error}
                edge: {requests: 1000000, connections-per-address: 10000, new-connections: 10000}
                limits: {calls-per-principal: 10000}
                egress: {allow: ["%s"]}
                embedded-issuer: {clients: [{id: operator, secret: "env:OPERATOR", team: platform, scopes: [invoke, admin]}]}
                providers: {openai: {base: "http://%s/v1", credentials: [{secret: "env:KEY"}]}}
                models: {gpt-*: {provider: openai}}
                store: {kind: postgresql, url: "%s", user: %s, key: "env:STORE"}
                """.formatted(played, played, database.url(), database.user()));
        var secrets = new EnvironmentAndFiles(Map.of("KEY", KEY, "OPERATOR", OPERATOR, "STORE", "s".repeat(32)));
        for (int i = 0; i < 3; i++) {
            var file = new ConfigFile(folder.resolve("weir.yaml"), secrets);
            gateways.add(
                    switch (file.load()) {
                        case Reading.Valid(var config) -> Wiring.start(file, config, secrets);
                        case Reading.Invalid(var violations) -> throw new AssertionError(violations.toString());
                    });
        }
    }

    @AfterEach
    void end() throws Exception {
        for (Gateway one : gateways) {
            one.end();
        }
        simulating.close();
        http.close();
    }

    private String token(Gateway gateway) throws Exception {
        String basic = Base64.getEncoder().encodeToString(("operator:" + OPERATOR).getBytes(UTF_8));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(gateway.dataUrl() + "/oauth2/token"))
                        .header("authorization", "Basic " + basic)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                BodyHandlers.ofString());
        return JsonMapper.shared().readTree(answer.body()).path("access_token").stringValue("");
    }

    private HttpResponse<String> admin(Gateway gateway, String method, String path, String body, String version)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.controlUrl() + path))
                .header("authorization", "Bearer " + token(gateway))
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
        if (!version.isEmpty()) {
            request.header("if-match", version);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String key(String team) throws Exception {
        HttpResponse<String> made = admin(gateways.getFirst(), "POST", "/teams/" + team + "/keys", "{}", "");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return made.body();
    }

    private static String text(String json, String name) {
        JsonNode tree = JsonMapper.shared().readTree(json);
        return tree.path(name).stringValue("");
    }

    private HttpResponse<String> call(Gateway gateway, String key) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.dataUrl() + "/v1/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private void team(String name, String more) throws Exception {
        HttpResponse<String> made = admin(
                gateways.getFirst(),
                "POST",
                "/teams",
                "{'team_name':'%s','contact_email':'x@example.com','tier':'unlimited'%s}".formatted(name, more),
                "");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    /// Until all gateways answer so; at most for ten seconds.
    private void until(String key, int status) throws Exception {
        long end = System.nanoTime() + 10_000_000_000L;
        for (Gateway gateway : gateways) {
            int answered = call(gateway, key).statusCode();
            while (answered != status && System.nanoTime() < end) {
                answered = call(gateway, key).statusCode();
            }
            assertThat(answered).isEqualTo(status);
        }
    }

    /// What a team may use and how often change together: an answer that says the one says the other, too.
    @Test
    void letsNoCallSeeAMixtureAndForgetsARevokedKeyEverywhere() throws Exception {
        team("red", ",'models':['gpt-4o'],'limits':{'requests_per_minute':600000}");
        String made = key("red");
        String key = text(made, "key");
        until(key, 200);
        var changing = new AtomicBoolean(true);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calling = new ArrayList<Future<?>>();
            for (Gateway gateway : gateways) {
                for (int i = 0; i < 2; i++) {
                    calling.add(threads.submit(() -> {
                        while (changing.get()) {
                            HttpResponse<String> answer = call(gateway, key);
                            seen.add(answer.statusCode() + " "
                                    + answer.headers()
                                            .firstValue("x-ratelimit-limit-requests")
                                            .orElse("none"));
                        }
                        return true;
                    }));
                }
            }
            for (int version = 1; version <= 20; version++) {
                boolean other = version % 2 == 1;
                HttpResponse<String> changed = admin(
                        gateways.get(version % 3),
                        "PUT",
                        "/teams/red",
                        other
                                ? "{'models':['gpt-5'],'limits':{'requests_per_minute':900000}}"
                                : "{'models':['gpt-4o'],'limits':{'requests_per_minute':600000}}",
                        "\"" + version + "\"");
                assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
            }
            changing.set(false);
            for (Future<?> one : calling) {
                one.get();
            }
        }

        assertThat(Set.copyOf(seen)).containsExactlyInAnyOrder("200 600000", "403 900000");
        until(key, 200);
        admin(gateways.get(1), "DELETE", "/teams/red/keys/" + text(made, "key_id"), "", "");
        until(key, 401);
    }

    @Test
    void keepsALimitOverAllGateways() throws Exception {
        team("blue", ",'limits':{'requests_per_minute':60}");
        String key = text(key("blue"), "key");
        until(key, 200); // three or more of the ten at once
        long begun = System.nanoTime();
        int taken = 0;
        for (int i = 0; i < 150; i++) {
            taken += call(gateways.get(i % 3), key).statusCode() == 200 ? 1 : 0;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;

        assertThat(taken).isBetween(1, (int) (10 + seconds) + 1);
    }

    @Test
    void servesCallsWithWhatItReadLastWhileTheDatabaseIsAway() throws Exception {
        team("green", "");
        String key = text(key("green"), "key");
        until(key, 200);

        server.stop();

        HttpResponse<String> answer = call(gateways.getFirst(), key);
        for (int i = 0;
                i < 200 && answer.headers().firstValue("x-weir-degraded").isEmpty();
                i++) {
            answer = call(gateways.getFirst(), key);
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-weir-degraded")).isPresent();
        assertThat(admin(
                                gateways.getFirst(),
                                "POST",
                                "/teams",
                                "{'team_name':'late','contact_email':'x@example.com'}",
                                "")
                        .statusCode())
                .isEqualTo(503);
    }
}
