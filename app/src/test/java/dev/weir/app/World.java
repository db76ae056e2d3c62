package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.weir.adapters.http.HttpServers;
import dev.weir.config.CredentialKind;
import dev.weir.config.Reading;
import dev.weir.provider.ProviderCatalog;
import dev.weir.provider.ProviderKind;
import dev.weir.simulator.Keys;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorSettings;
import dev.weir.simulator.format.Dialect;
import dev.weir.simulator.format.Models;
import dev.weir.store.EnvironmentAndFiles;
import dev.weir.wire.aws.AwsKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// A gateway with a provider of every kind, all played by the simulator, which takes the gateway's own keys and no
/// others, and looks at its signatures.
final class World implements AutoCloseable {

    private static final String KEY = "key-of-the-gateway";
    private static final String CLIENT_SECRET = "weir_a-client-of-this-test";
    private static final AwsKeys AWS = new AwsKeys("AKIAWEIR", "secret-of-the-gateway");

    /// Somebody else's, which nobody here takes.
    static final String OTHER_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzb21lYm9keS1lbHNlIn0.bm8tc2lnbmF0dXJl";

    private final HttpServer tokens;
    private final HttpServers simulating = new HttpServers(1);
    private final Gateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String token;
    private final String played;

    World(Path folder) throws Exception {
        tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tokens.createContext("/", exchange -> {
            byte[] answer = "{\"access_token\":\"%s\",\"expires_in\":3600}"
                    .formatted(KEY)
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        tokens.start();
        var keys = Arrays.stream(Dialect.values()).collect(Collectors.toMap(one -> one, _ -> Set.of(KEY)));
        var simulator = new Simulator(new SimulatorSettings(InstantSource.system())
                .with(new Keys.Exactly(keys, List.of(AWS)))
                .with(new Models(List.of("*"), List.of())));
        played = simulating.simulator("127.0.0.1", 0, simulator).toString();

        Files.writeString(folder.resolve("google.json"), googleFile());
        Path yaml = Files.writeString(folder.resolve("weir.yaml"), configuration(played, folder));
        var secrets = new EnvironmentAndFiles(Map.of(
                "KEY",
                KEY,
                "CLIENT",
                CLIENT_SECRET,
                "AWS_ID",
                AWS.id(),
                "AWS_SECRET",
                AWS.secret(),
                "AWS_WRONG",
                "another"));
        var file = new ConfigFile(yaml, secrets);
        gateway = switch (file.load()) {
            case Reading.Valid(var config) -> Wiring.start(file, config, secrets);
            case Reading.Invalid(var violations) -> throw new AssertionError(violations.toString());
        };
        token = token();
    }

    /// What the catalogue knows, each kind under its own id, and one with a wrong AWS key.
    private static String configuration(String played, Path folder) {
        var yaml = new StringBuilder("""
                listen: {data: "127.0.0.1:0", control: "127.0.0.1:0"}
                drain: {pre: 0s, max: 5s}
                log: {level: error}
                edge: {requests: 1000000, connections-per-address: 10000, new-connections: 10000}
                egress: {allow: ["%s"]}
                embedded-issuer: {clients: [{id: test, secret: "env:CLIENT", team: red}]}
                models:
                  gemini-3-pro: {provider: google}
                  claude-opus-4-6@20260101: {provider: vertex-ai}
                  us.anthropic.claude-opus-4-6-v1:0: {provider: bedrock}
                  claude-*: {provider: anthropic}
                providers:
                  refused: {kind: bedrock, base: "http://%s", region: us-east-1, credentials: [{aws: {access-key-id: "env:AWS_ID", secret-access-key: "env:AWS_WRONG"}}]}
                  refused-google: {kind: google, base: "http://%s", credentials: [{secret: "env:AWS_WRONG"}]}
                """.formatted(played, played, played));
        for (ProviderKind kind : ProviderCatalog.builtIn().all()) {
            var values = kind.parameters().stream().collect(Collectors.toMap(name -> name, name -> "x-" + name));
            String path = kind.home(values).map(URI::getRawPath).orElse("");
            yaml.append("  %s:\n    base: http://%s%s\n".formatted(kind.id(), played, path));
            values.forEach((name, value) -> yaml.append("    %s: %s\n".formatted(name, value)));
            yaml.append("    credentials:\n");
            kind.accepts()
                    .forEach(credential -> yaml.append("      - ")
                            .append(credential(credential, folder))
                            .append('\n'));
        }
        return yaml.toString();
    }

    private static String credential(CredentialKind kind, Path folder) {
        return switch (kind) {
            case KEY -> "secret: env:KEY";
            case AWS -> "aws: {access-key-id: \"env:AWS_ID\", secret-access-key: \"env:AWS_SECRET\"}";
            case GOOGLE -> "google: {key: \"file:%s\"}".formatted(folder.resolve("google.json"));
            // Its token endpoint is a variable of the process; the key is shown in its place.
            case ENTRA -> "secret: env:KEY\n        name: second";
        };
    }

    private String googleFile() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "type", "service_account",
                        "client_email", "weir@example.com",
                        "private_key_id", "1",
                        "private_key", Base64.getEncoder().encodeToString(key),
                        "token_uri",
                                "http://127.0.0.1:%d/token"
                                        .formatted(tokens.getAddress().getPort())));
    }

    private String token() throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString(("test:" + CLIENT_SECRET).getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri("/oauth2/token"))
                .header("authorization", "Basic " + basic)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        String answer = http.send(request, BodyHandlers.ofString()).body();
        return JsonMapper.shared().readTree(answer).path("access_token").stringValue();
    }

    private URI uri(String path) {
        return URI.create("http://" + gateway.data() + path);
    }

    String address() {
        return "http://" + gateway.data();
    }

    String bearer() {
        return token;
    }

    /// What is nobody's business.
    static List<String> secrets() {
        return List.of(KEY, CLIENT_SECRET, AWS.secret());
    }

    /// Has the provider do something wrong with whatever it is asked at such a path.
    void fault(String match, String fault) throws IOException, InterruptedException {
        String rule = "{\"match\": \"%s\", \"times\": 9, \"fault\": \"%s\"}".formatted(match, fault);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + played + "/simulator/faults"))
                .POST(BodyPublishers.ofString(rule))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    void noFaults() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + played + "/simulator/faults"))
                .DELETE()
                .build();
        http.send(request, BodyHandlers.discarding());
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("authorization", "Bearer " + token)
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        try {
            gateway.end();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        simulating.close();
        tokens.stop(0);
        http.close();
    }
}
