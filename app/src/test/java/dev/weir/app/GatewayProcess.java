package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Weir;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `weir up` in a process of its own, which can be killed.
final class GatewayProcess {

    private static final Pattern UP = Pattern.compile("weir: data plane at (\\S+), control plane at (\\S+)");

    /// None of them outlives the tests.
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(GatewayProcess::killAll));
    }

    private final Process process;
    private final HttpClient http;
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Matcher> up = new CompletableFuture<>();

    private GatewayProcess(Process process, HttpClient http) {
        this.process = process;
        this.http = http;
        Thread.ofVirtual().start(this::listen);
    }

    /// Starts one, and does not wait for it.
    static GatewayProcess started(Path yaml, Map<String, String> secrets, HttpClient http) throws IOException {
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Weir.class.getName(),
                        "up",
                        "--config",
                        yaml.toString()))
                .redirectErrorStream(true);
        builder.environment().putAll(secrets);
        Process process = builder.start();
        RUNNING.add(process);
        return new GatewayProcess(process, http);
    }

    /// Whatever a test has left.
    static void killAll() {
        RUNNING.forEach(Process::destroyForcibly);
        RUNNING.clear();
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                Matcher matcher = UP.matcher(line);
                if (matcher.find()) {
                    up.complete(matcher);
                }
            }
        } catch (IOException gone) {
            said.add(gone.toString());
        }
        up.completeExceptionally(new IllegalStateException("it ended before it was up: " + said));
    }

    /// Everything that it logged so far.
    List<String> said() {
        return List.copyOf(said);
    }

    GatewayProcess awaitUp() throws Exception {
        up.get(120, TimeUnit.SECONDS);
        return this;
    }

    String data() {
        return "http://" + up.join().group(1);
    }

    private String control() {
        return "http://" + up.join().group(2);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        RUNNING.remove(process);
    }

    /// Tells it to stop, and waits until it has.
    void end() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s", said).isZero();
        RUNNING.remove(process);
    }

    /// An access token of one of its clients.
    String token(String client, String secret) throws Exception {
        String basic = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(UTF_8));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(data() + "/oauth2/token"))
                        .header("authorization", "Basic " + basic)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body()).path("access_token").stringValue("");
    }

    /// What its control plane answers.
    JsonNode administer(String token, String method, String path, String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(control() + path))
                            .header("authorization", "Bearer " + token)
                            .header("content-type", "application/json")
                            .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return JsonMapper.shared().readTree(answer.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
