package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.adapters.http.HttpServers;
import dev.weir.config.Reading;
import dev.weir.simulator.Keys;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorSettings;
import dev.weir.simulator.format.Models;
import dev.weir.simulator.meter.Tab;
import dev.weir.simulator.seal.Binding;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/// A gateway in front of five simulated providers, `p0` to `p4`, each a simulator of its own with faults of its own.
/// The first three are Anthropic's, the others OpenAI's.
final class Five implements AutoCloseable {

    static final int SIZE = 5;

    private static final String CLIENT_SECRET = "weir_a-client-of-this-test";

    private final HttpServers simulating = new HttpServers(1);
    private final List<Simulator> simulators = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Gateway gateway;
    private final Path file;
    private final String token;
    private int made;

    Five(Path folder, String more) throws Exception {
        this(folder, more, List.of("anthropic", "anthropic", "anthropic", "openai", "openai"));
    }

    /// @param more sections of the configuration
    Five(Path folder, String more, List<String> kinds) throws Exception {
        for (int i = 0; i < SIZE; i++) {
            // Each signs thoughts with a key of its own.
            var simulator = new Simulator(new SimulatorSettings(
                    InstantSource.system(),
                    i + 1,
                    new Models(List.of("*"), List.of()),
                    new Keys.Any(),
                    Pace.FAST,
                    Binding.CONVERSATION,
                    1024));
            simulators.add(simulator);
            addresses.add(simulating.simulator("127.0.0.1", 0, simulator).toString());
        }
        file = folder.resolve("weir.yaml");
        Files.writeString(file, yaml(kinds, more));
        var secrets = new EnvironmentAndFiles(Map.of("KEY", "key-of-the-gateway", "CLIENT", CLIENT_SECRET));
        var config = new ConfigFile(file, secrets);
        gateway = switch (config.load()) {
            case Reading.Valid(var valid) -> Wiring.start(config, valid, secrets);
            case Reading.Invalid(var violations) -> throw new AssertionError(violations.toString());
        };
        token = token();
    }

    String yaml(List<String> kinds, String more) {
        var yaml = new StringBuilder("""
                listen: {data: "127.0.0.1:0", control: "127.0.0.1:0"}
                drain: {pre: 0s, max: 5s}
                log: {level: error}
                edge: {requests: 1000000, connections-per-address: 10000, new-connections: 10000}
                limits: {calls-per-principal: 1000}
                embedded-issuer: {clients: [{id: test, secret: "env:CLIENT", team: red, scopes: [invoke, admin]}]}
                """);
        yaml.append("egress: {allow: [\"127.0.0.1\", ")
                .append(quoted(addresses))
                .append("]}\n")
                .append(more)
                .append("\nproviders:\n");
        for (int i = 0; i < SIZE; i++) {
            yaml.append("  p%d: {kind: %s, base: \"http://%s%s\", credentials: [{secret: \"env:KEY\"}]}\n"
                    .formatted(i, kinds.get(i), addresses.get(i), kinds.get(i).equals("openai") ? "/v1" : ""));
        }
        return yaml.toString();
    }

    private static String quoted(List<String> texts) {
        return String.join(", ", texts.stream().map(text -> '"' + text + '"').toList());
    }

    void configure(String yaml) throws IOException {
        Files.writeString(file, yaml);
    }

    /// Has a provider do something wrong with the requests that come.
    void fault(int provider, String fault, int times) throws Exception {
        String rule = "{\"times\": %d, \"fault\": \"%s\"}".formatted(times, fault);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://" + addresses.get(provider) + "/simulator/faults"))
                        .POST(BodyPublishers.ofString(rule))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    void noFaults() throws Exception {
        for (String address : addresses) {
            http.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + "/simulator/faults"))
                            .DELETE()
                            .build(),
                    BodyHandlers.discarding());
        }
    }

    /// What all of them billed together.
    List<Tab> tabs() {
        return simulators.stream().flatMap(one -> one.meter().tabs().stream()).toList();
    }

    int asked(int provider) {
        return simulators.get(provider).meter().bills().size();
    }

    HttpResponse<byte[]> post(String path, String body, String... headers) throws Exception {
        made++;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + gateway.data() + path))
                .timeout(Duration.ofSeconds(60))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<String> control(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + gateway.control() + path))
                        .header("authorization", "Bearer " + token)
                        .header("content-type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /// The page of the metrics once it tells of every call that was made here: they are counted after their answers.
    String metrics() throws Exception {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); ; LockSupport.parkNanos(2_000_000)) {
            String page = control("GET", "/metrics", "").body();
            double told = page.lines()
                    .filter(line -> line.startsWith("weir_calls_total{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
            if (told >= made) {
                return page;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("of " + made + " calls the metrics tell of " + told);
            }
        }
    }

    /// Asks the control plane without a credential.
    HttpResponse<String> stranger(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + gateway.control() + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private String token() throws Exception {
        made++;
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
