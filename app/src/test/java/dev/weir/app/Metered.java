package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.adapters.http.HttpServers;
import dev.weir.config.Reading;
import dev.weir.simulator.Keys;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorSettings;
import dev.weir.simulator.format.Models;
import dev.weir.simulator.meter.Bill;
import dev.weir.store.EnvironmentAndFiles;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A gateway in front of providers of every format, each a simulator of its own that bills what it says. What they
/// charge differs in every kind of token, so that no two mistakes cancel out.
final class Metered implements AutoCloseable {

    private static final String CLIENT_SECRET = "weir_a-client-of-this-test";
    private static final Pace FLOWING = new Pace(Duration.ZERO, Duration.ofMillis(15), 5);

    /// A provider, by the format that it speaks.
    enum Lane {
        MESSAGES("anthropic", "", "claude-opus-4-6", 1),
        CHAT("together-ai", "/v1", "gpt-4o", 2),
        OPENAI("openai", "/v1", "gpt-5.5", 3),
        INVOKE("bedrock", "", "us.anthropic.claude-opus-4-6-v1:0", 4),
        CONVERSE("bedrock-converse", "", "us.anthropic.claude-opus-4-6-v1:0", 5),
        GEMINI("google", "", "gemini-3-pro", 6),
        /// The one that fails while another takes over; its credential never has to rest.
        FIRST("anthropic", "", "claude-opus-4-6", 7);

        /// Those that are asked by every caller.
        static final List<Lane> EACH = List.of(MESSAGES, CHAT, OPENAI, INVOKE, CONVERSE, GEMINI);

        private final String kind;
        private final String path;
        private final String model;
        private final long times;

        Lane(String kind, String path, String model, long times) {
            this.kind = kind;
            this.path = path;
            this.model = model;
            this.times = times;
        }

        /// How many times as dear as the first one it is.
        long times() {
            return times;
        }

        String provider() {
            return "p-" + name().toLowerCase(Locale.ROOT);
        }

        /// The model as callers name it.
        String model() {
            return "@" + provider() + "/" + model;
        }
    }

    private final HttpServers simulating = new HttpServers(1);
    private final Map<Lane, Simulator> simulators = new EnumMap<>(Lane.class);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Gateway gateway;
    private final String token;

    /// @param leaving what becomes of answers whose client leaves
    Metered(Path folder, String leaving) throws Exception {
        var yaml = new StringBuilder("""
                listen: {data: "127.0.0.1:0", control: "127.0.0.1:0"}
                drain: {pre: 0s, max: 5s}
                log: {level: error}
                edge: {requests: 1000000, connections-per-address: 100000, new-connections: 1000000}
                limits: {calls-per-principal: 1000}
                timeouts: {connect: 2s, first-byte: 800ms, first-byte-whole: 800ms, idle: 800ms, total: 60s, heartbeat: 30s}
                routing: {breaker: {failures: 10000, failure-rate: 100, requests: 1000000}}
                egress: {allow: ["127.0.0.1", PROVIDERS]}
                embedded-issuer: {clients: [{id: test, secret: "env:CLIENT", team: red, scopes: [invoke, admin]}]}
                models:
                  sturdy:
                    strategy: {mode: fallback}
                    targets: [{provider: p-first, model: claude-opus-4-6}, {provider: p-openai, model: gpt-5.5}]
                providers:
                """);
        var addresses = new StringBuilder();
        for (Lane lane : Lane.values()) {
            var simulator = new Simulator(new SimulatorSettings(InstantSource.system())
                    .with(new Models(List.of("*"), List.of()))
                    .with(new Keys.Any())
                    .with(leaving.equals("drain") ? FLOWING : Pace.FAST)
                    .withSmallestCached(256));
            simulators.put(lane, simulator);
            String address = simulating.simulator("127.0.0.1", 0, simulator).toString();
            addresses
                    .append(addresses.isEmpty() ? "" : ", ")
                    .append('"')
                    .append(address)
                    .append('"');
            yaml.append("  %s: {kind: %s, base: \"http://%s%s\", %scredentials: [{secret: \"env:KEY\"}], %s}\n"
                    .formatted(
                            lane.provider(),
                            lane.kind,
                            address,
                            lane.path,
                            lane.kind.startsWith("bedrock") ? "region: us-east-1, " : "",
                            "when-client-leaves: " + leaving));
        }
        Path file = folder.resolve("weir.yaml");
        Files.writeString(file, yaml.toString().replace("PROVIDERS", addresses));
        var secrets = new EnvironmentAndFiles(Map.of("KEY", "key-of-the-gateway", "CLIENT", CLIENT_SECRET));
        var config = new ConfigFile(file, secrets);
        gateway = switch (config.load()) {
            case Reading.Valid(var valid) -> Wiring.start(config, valid, secrets);
            case Reading.Invalid(var violations) -> throw new AssertionError(violations.toString());
        };
        token = token();
        for (Lane lane : Lane.values()) {
            control(
                    "PUT",
                    "/pricing/%s/%s".formatted(lane.provider(), lane.model),
                    Charges.of(lane).override());
        }
        control(
                "POST",
                "/budgets",
                "{\"scope\": \"team\", \"scope_id\": \"red\", \"period\": \"total\", \"budget_usd\": \"9000000\"}");
    }

    /// Has a provider do something wrong with the next request.
    void fault(Lane lane, String fault) {
        arm(lane, "POST", "{\"times\": 1, \"fault\": \"%s\"}".formatted(fault));
    }

    void well(Lane lane) {
        arm(lane, "DELETE", "");
    }

    private void arm(Lane lane, String method, String rule) {
        if (!(RequestTarget.parse("/simulator/faults") instanceof RequestTarget.Parsed.Target(RequestTarget target))) {
            throw new AssertionError("no target");
        }
        simulator(lane).answer(new dev.weir.wire.http.HttpRequest(method, target, Headers.NONE, rule.getBytes(UTF_8)));
    }

    List<Bill> bills(Lane lane) {
        return simulator(lane).meter().bills();
    }

    private Simulator simulator(Lane lane) {
        return Objects.requireNonNull(simulators.get(lane));
    }

    HttpRequest request(Speaker speaker, String model, String body, boolean streams, String project) {
        return HttpRequest.newBuilder(URI.create("http://" + gateway.data() + speaker.path(model, streams)))
                .timeout(Duration.ofSeconds(60))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("x-weir-project", project)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    HttpClient http() {
        return http;
    }

    /// The rows of the audit trail by the project that each call declared, once all of them are there.
    Map<String, JsonNode> rows(Instant from, Set<String> projects) throws Exception {
        while (true) {
            var rows = new HashMap<String, JsonNode>();
            String cursor = "";
            do {
                JsonNode page = control("GET", "/audit?kind=call&limit=1000&start=" + from + cursor, "");
                page.path("items").forEach(row -> rows.put(row.path("project").asString(""), row));
                String next = page.path("next_cursor").asString("");
                cursor = next.isEmpty() ? "" : "&cursor=" + next;
            } while (!cursor.isEmpty());
            if (rows.keySet().containsAll(projects)) {
                return rows;
            }
        }
    }

    JsonNode control(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://" + gateway.control() + path))
                        .header("authorization", "Bearer " + token)
                        .header("content-type", "application/json")
                        .header("if-match", "\"0\"")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new AssertionError("%s %s: %s".formatted(method, path, answer.body()));
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    private String token() throws Exception {
        String basic = Base64.getEncoder().encodeToString(("test:" + CLIENT_SECRET).getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + gateway.data() + "/oauth2/token"))
                .header("authorization", "Basic " + basic)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        return JsonMapper.shared()
                .readTree(http.send(request, BodyHandlers.ofString()).body())
                .path("access_token")
                .stringValue();
    }

    @Override
    public void close() {
        try {
            gateway.end();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        simulating.close();
        http.close();
    }
}
