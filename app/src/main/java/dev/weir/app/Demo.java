package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.adapters.http.HttpServers;
import dev.weir.config.GatewayConfig;
import dev.weir.config.Reading;
import dev.weir.identity.Clients;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorSettings;
import dev.weir.store.EnvironmentAndFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import tools.jackson.databind.json.JsonMapper;

/// A gateway, a token issuer and a simulated provider in one process, with secrets that are made at every start and
/// kept nowhere else.
public final class Demo {

    private static final int SIMULATOR_PORT = 8789;

    private final Gateway gateway;
    private final HttpServers simulatorServers;
    private final String welcome;

    private Demo(Gateway gateway, HttpServers simulatorServers, String welcome) {
        this.gateway = gateway;
        this.simulatorServers = simulatorServers;
        this.welcome = welcome;
    }

    /// @param weir the command as it can be typed again
    public static Demo start(String weir) throws IOException, InterruptedException {
        String clientSecret = Clients.newSecret();
        var keys = DemoKeys.made("http://127.0.0.1:" + SIMULATOR_PORT);
        var variables = new HashMap<>(keys.variables());
        variables.put("WEIR_DEMO_CLIENT_SECRET", clientSecret);
        var secrets = new EnvironmentAndFiles(variables);
        var simulatorServers = new HttpServers(1);
        // It takes the gateway's own keys and no others, so a token that went through would be refused.
        var simulator = new Simulator(new SimulatorSettings(InstantSource.system()).with(keys.taken()));
        var simulating = simulatorServers.simulator("127.0.0.1", SIMULATOR_PORT, simulator);

        var file = new ConfigFile(extracted(), secrets);
        Gateway gateway = Wiring.start(file, valid(file.load()), secrets);
        String url = "http://" + gateway.data();
        var client = new DemoState(url, "demo", clientSecret);
        client.write();
        String welcome =
                Welcome.text(url, "http://" + gateway.control(), "http://" + simulating, client, token(client), weir);
        return new Demo(gateway, simulatorServers, welcome);
    }

    public Gateway gateway() {
        return gateway;
    }

    /// What to tell the person who started it.
    public String welcome() {
        return welcome;
    }

    public void end() throws InterruptedException {
        gateway.end();
        simulatorServers.close();
    }

    /// The demo's configuration, as a file that can be looked at.
    private static Path extracted() throws IOException {
        Path file = DemoState.folder().resolve("demo.yaml");
        Files.createDirectories(file.getParent());
        try (InputStream yaml = Demo.class.getResourceAsStream("demo.yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("demo.yaml is not beside its class");
            }
            Files.write(file, yaml.readAllBytes());
        }
        return file;
    }

    private static GatewayConfig valid(Reading reading) {
        return switch (reading) {
            case Reading.Valid(GatewayConfig config) -> config;
            case Reading.Invalid(var violations) -> throw new IllegalStateException("demo.yaml: " + violations);
        };
    }

    private static String token(DemoState client) throws IOException, InterruptedException {
        String basic =
                Base64.getEncoder().encodeToString((client.clientId() + ":" + client.clientSecret()).getBytes(UTF_8));
        var request = HttpRequest.newBuilder(URI.create(client.url() + "/oauth2/token"))
                .header("authorization", "Basic " + basic)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return JsonMapper.shared()
                    .readTree(answer.body())
                    .path("access_token")
                    .stringValue("");
        }
    }
}
