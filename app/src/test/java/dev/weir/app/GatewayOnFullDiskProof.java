package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway whose journal and audit trail are on a disk that is really full: of a few MB, in the folder that
/// `weir.small` names. `lab/proof/gateway-full.sh` makes one and runs this.
class GatewayOnFullDiskProof {

    private static final Map<String, String> SECRETS = Map.of("KEY", "key-of-the-gateway", "RED", "weir_red");
    private static final int RUNNING = 8;
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-5.5\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":400,\"total_tokens\":401}}";

    private final Path small = Path.of(System.getProperty("weir.small"));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch reached = new CountDownLatch(RUNNING);
    private final CountDownLatch slow = new CountDownLatch(1);

    /// The status that each call was answered with.
    private final Map<String, Integer> heard = new ConcurrentHashMap<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private HttpServer provider;

    @BeforeEach
    void start() throws Exception {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        provider.setExecutor(threads);
        provider.createContext("/", this::answer);
        provider.start();
        String played = "127.0.0.1:" + provider.getAddress().getPort();
        Files.writeString(folder.resolve("weir.yaml"), """
                listen: {data: "127.0.0.1:0", control: "127.0.0.1:0"}
                drain: {pre: 0s, max: 30s}
                log: {level: error}
                edge: {requests: 100000000, connections-per-address: 10000, new-connections: 10000}
                egress: {allow: ["%s"]}
                embedded-issuer: {clients: [{id: red, secret: "env:RED", team: red}]}
                providers: {openai: {base: "http://%s/v1", credentials: [{secret: "env:KEY"}]}}
                models: {"gpt-*": {provider: openai}}
                store: {kind: sqlite, folder: "%s"}
                journal: {folder: "%s"}
                audit: {folder: "%s", flush: 200ms}
                """.formatted(
                        played, played, folder.resolve("data"), small.resolve("journal"), small.resolve("audit")));
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean waits = new String(exchange.getRequestBody().readAllBytes(), UTF_8).contains("slowly");
        if (waits) {
            reached.countDown();
            try {
                slow.await();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] bytes = ANSWER.getBytes(UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @AfterEach
    void stop() {
        GatewayProcess.killAll();
        slow.countDown();
        threads.shutdownNow();
        provider.stop(0);
        http.close();
    }

    @Test
    void refusesWhileTheDiskIsFullAndLosesNothing() throws Exception {
        GatewayProcess gateway = GatewayProcess.started(folder.resolve("weir.yaml"), SECRETS, http)
                .awaitUp();
        String token = gateway.token("red", "weir_red");
        assertThat(call(gateway, token, "hello").statusCode()).isEqualTo(200);
        List<CompletableFuture<Integer>> running = IntStream.range(0, RUNNING)
                .mapToObj(_ -> CompletableFuture.supplyAsync(
                        () -> call(gateway, token, "slowly").statusCode(), threads))
                .toList();
        assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();

        fill();
        HttpResponse<String> refused = until(gateway, token, 503);
        assertThat(refused.headers().firstValue("x-weir-error")).contains("journal_unavailable");
        slow.countDown();
        for (CompletableFuture<Integer> one : running) { // they were let in before
            assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(200);
        }

        Files.delete(small.resolve("ballast"));
        until(gateway, token, 200);
        gateway.end();
        GatewayProcess next = GatewayProcess.started(folder.resolve("weir.yaml"), SECRETS, http)
                .awaitUp();
        next.end();
        assertThat(statuses()).containsAllEntriesOf(heard);
    }

    private void fill() throws IOException {
        try (OutputStream ballast = Files.newOutputStream(small.resolve("ballast"))) {
            for (int size : new int[] {65_536, 512, 1}) {
                fill(ballast, new byte[size]);
            }
        }
    }

    private static void fill(OutputStream ballast, byte[] bytes) {
        try {
            while (true) {
                ballast.write(bytes);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private HttpResponse<String> until(GatewayProcess gateway, String token, int status) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        HttpResponse<String> answer = call(gateway, token, "hello");
        while (answer.statusCode() != status) {
            assertThat(System.nanoTime())
                    .as("%s %s", answer.body(), gateway.said())
                    .isLessThan(end);
            answer = call(gateway, token, "hello");
        }
        return answer;
    }

    private HttpResponse<String> call(GatewayProcess gateway, String token, String words) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(gateway.data() + "/v1/chat/completions"))
                            .header("authorization", "Bearer " + token)
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    "{\"model\":\"gpt-5.5\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                                            .formatted(words)))
                            .build(),
                    BodyHandlers.ofString());
            heard.put(answer.headers().firstValue("x-request-id").orElseThrow(), answer.statusCode());
            return answer;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(over);
        }
    }

    /// What the files say that calls were answered with, each of which is there once.
    private Map<String, Integer> statuses() throws Exception {
        var statuses = new TreeMap<String, Integer>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select event_id, http_status from read_parquet('%s/**/*.parquet', union_by_name = true) where kind = 'call'"
                                .formatted(small.resolve("audit")))) {
            while (rows.next()) {
                assertThat(statuses.put(rows.getString(1), rows.getInt(2))).isNull();
            }
        }
        return statuses;
    }
}
