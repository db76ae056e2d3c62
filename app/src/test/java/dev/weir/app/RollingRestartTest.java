package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.adapters.http.HttpServers;
import dev.weir.config.Reading;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorSettings;
import dev.weir.store.EnvironmentAndFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Two gateways behind a balancer that asks them whether they are ready, as balancers do.
class RollingRestartTest {

    private static final int CALLERS = 8;
    private static final int LEAST_CALLS = 20;
    private static final String STREAM =
            "{\"model\":\"claude-opus-4-6\",\"max_tokens\":200,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private final HttpServers simulating = new HttpServers(1);
    private final Set<Integer> ready = ConcurrentHashMap.newKeySet();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private String played = "";

    @BeforeEach
    void simulate() {
        played = simulating
                .simulator("127.0.0.1", 0, new Simulator(new SimulatorSettings(InstantSource.system())))
                .toString();
    }

    @AfterEach
    void stop() {
        simulating.close();
        http.close();
    }

    @Test
    void r_drain_1_restartsOneAfterTheOtherWithoutAFailedCall() throws Exception {
        int firstPort = free();
        int secondPort = free();
        Gateway first = start(firstPort);
        Gateway second = start(secondPort);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            threads.execute(() -> balance(firstPort, secondPort));
            for (int i = 0; i < CALLERS; i++) {
                threads.execute(this::call);
            }
            servedMore();

            first.end();
            servedMore();
            first = start(firstPort);
            until(() -> ready.contains(firstPort));
            second.end();
            servedMore();
            second = start(secondPort);
            servedMore();
        } finally {
            over.countDown();
            threads.shutdown();
            threads.awaitTermination(30, TimeUnit.SECONDS);
        }
        first.end();
        second.end();

        assertThat(failures).isEmpty();
        assertThat(served.get()).isGreaterThan(4 * LEAST_CALLS);
    }

    private Gateway start(int port) throws IOException {
        Path yaml =
                Files.writeString(folder.resolve(port + ".yaml"), """
                listen: {data: "127.0.0.1:%d", control: "127.0.0.1:0"}
                drain: {pre: 700ms, max: 30s}
                log: {level: error}
                edge: {requests: 1000000, connections-per-address: 10000, new-connections: 10000}
                egress: {allow: ["%s"]}
                embedded-issuer: {issuer: "https://weir.test", signing-key: "file:%s", clients: [{id: test, secret: "env:CLIENT", team: red}]}
                models: {"claude-*": {provider: anthropic}}
                providers: {anthropic: {base: "http://%s", credentials: [{secret: "env:KEY"}]}}
                """.formatted(port, played, signingKey(), played));
        var secrets = new EnvironmentAndFiles(Map.of("KEY", "key-of-the-gateway", "CLIENT", "weir_client"));
        var file = new ConfigFile(yaml, secrets);
        return switch (file.load()) {
            case Reading.Valid(var config) -> Wiring.start(file, config, secrets);
            case Reading.Invalid(var violations) -> throw new AssertionError(violations.toString());
        };
    }

    /// Both have to take each other's tokens.
    private Path signingKey() throws IOException {
        Path file = folder.resolve("signing.pem");
        if (!Files.exists(file)) {
            try {
                byte[] key = java.security.KeyPairGenerator.getInstance("RSA")
                        .generateKeyPair()
                        .getPrivate()
                        .getEncoded();
                Files.writeString(
                        file,
                        "-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                                + "\n-----END PRIVATE KEY-----\n");
            } catch (java.security.NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return file;
    }

    private void balance(int... ports) {
        while (over.getCount() > 0) {
            for (Integer port : java.util.Arrays.stream(ports).boxed().toList()) {
                boolean isReady;
                try {
                    isReady = http.send(
                                            HttpRequest.newBuilder(uri(port, "/health/ready"))
                                                    .timeout(Duration.ofSeconds(2))
                                                    .build(),
                                            BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
                } catch (IOException | InterruptedException notThere) {
                    isReady = false;
                }
                if (isReady) {
                    ready.add(port);
                } else {
                    ready.remove(port);
                }
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(50).toNanos());
        }
    }

    private void call() {
        String token = "";
        for (int turn = 0; over.getCount() > 0; turn++) {
            List<Integer> now = List.copyOf(ready);
            if (now.isEmpty()) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                continue;
            }
            try {
                int port = now.get(turn % now.size());
                token = token.isEmpty() ? token(port) : token;
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(uri(port, "/v1/messages"))
                                .header("authorization", "Bearer " + token)
                                .header("anthropic-version", "2023-06-01")
                                .POST(BodyPublishers.ofString(STREAM))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() == 200 && answer.body().contains("message_stop")) {
                    served.incrementAndGet();
                } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (IOException | InterruptedException | RuntimeException failure) {
                failures.add(failure.toString());
            }
        }
    }

    private String token(int port) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString("test:weir_client".getBytes(UTF_8));
        String body = http.send(
                        HttpRequest.newBuilder(uri(port, "/oauth2/token"))
                                .header("authorization", "Basic " + basic)
                                .header("content-type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return JsonMapper.shared().readTree(body).path("access_token").stringValue();
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private void servedMore() {
        int before = served.get();
        until(() -> served.get() >= before + LEAST_CALLS || !failures.isEmpty());
    }

    private void until(java.util.function.BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s", failures).isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
