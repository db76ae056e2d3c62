package dev.weir.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.weir.call.CallReport;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.By;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.BodyBudget;
import dev.weir.relay.LiveCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The data plane over real sockets, between a real client and a provider that says what a test wants.
class DataPlaneTest {

    private static final long PATIENCE = 10;
    private static final int BODY_LIMIT = Plane.BODY_LIMIT;
    private static final String MESSAGE = "{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}";

    private final Plane plane = new Plane(_ -> {});
    private final ScriptedProvider provider = plane.provider;
    private final BlockingQueue<CallReport> reports = plane.reports;
    private final Semaphore authenticating = plane.authenticating;
    private final Semaphore goOn = plane.goOn;
    private final LiveCalls live = plane.live;
    private final BodyBudget budget = plane.budget;
    private final ExecutorService waiting = plane.waiting;
    private final HttpServers servers = plane.servers;
    private final int port = plane.port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() throws IOException {
        plane.close();
    }

    static Stream<Path> recorded() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "lab", "fixtures", "clients"))) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .filter(DataPlaneTest::isCall)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static boolean isCall(Path file) {
        JsonNode json = JsonMapper.shared().readTree(file.toFile());
        return json.path("method").stringValue("").equals("POST")
                && json.path("body").isObject()
                && json.path("path")
                        .stringValue("")
                        .matches("/v1/(chat/completions|responses|messages(/count_tokens)?|embeddings)"
                                + "|/v1beta/models/[^/]+:(stream)?[gG]enerateContent")
                && !json.path("headers").toString().contains("x-portkey-config")
                && !json.path("body").path("model").stringValue("").startsWith("@");
    }

    /// Every request that was recorded reaches the provider with the very bytes of its body but for the declared edits,
    /// with its query, and without a credential of the caller's.
    @ParameterizedTest
    @MethodSource("recorded")
    void s_json_4_passesEveryRecordedRequestByteForByte(Path file) throws Exception {
        JsonNode recorded = JsonMapper.shared().readTree(file.toFile());
        byte[] body = JsonMapper.shared().writeValueAsBytes(recorded.path("body"));
        provider.answers("application/json", "{}");

        var request = HttpRequest.newBuilder(uri(recorded.path("path").stringValue()
                        + recorded.path("query").stringValue("")))
                .POST(BodyPublishers.ofByteArray(body));
        for (var header : recorded.path("headers").properties()) {
            if (!header.getKey()
                    .matches(
                            "(?i)host|connection|content-length|authorization|x-api-key|x-goog-api-key|x-portkey-.*|sec-.*")) {
                request.header(header.getKey(), header.getValue().stringValue());
            }
        }
        HttpResponse<String> answer =
                client.send(request.header("authorization", "Bearer callers").build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        ScriptedProvider.Received received = provider.received.remove();
        assertThat(withoutUsageOption(new String(received.body(), UTF_8), recorded))
                .isEqualTo(new String(body, UTF_8));
        assertThat(received.line())
                .isEqualTo("POST " + recorded.path("path").stringValue()
                        + recorded.path("query").stringValue("") + " HTTP/1.1");
        assertThat(received.headers()).containsEntry("authorization", "Bearer key-of-the-gateway");
        assertThat(received.headers().toString()).doesNotContain("callers").doesNotContain("x-weir");
    }

    /// The one declared edit of these: a streamed chat is asked for its usage.
    private static String withoutUsageOption(String body, JsonNode recorded) {
        boolean chat = recorded.path("path").stringValue("").endsWith("/chat/completions");
        boolean asks = recorded.path("body")
                .path("stream_options")
                .path("include_usage")
                .booleanValue(false);
        return chat && recorded.path("body").path("stream").booleanValue(false) && !asks
                ? body.replace(",\"stream_options\":{\"include_usage\":true}", "")
                : body;
    }

    @Test
    void passesAStreamAsItComes() throws Exception {
        var seen = new CountDownLatch(1);
        provider.next(talk -> {
            talk.streamHead();
            talk.says("event: message_start\ndata: {\"type\":\"message_start\"}\n\n");
            seen.await(); // the second frame is not even written before the client has read the first
            talk.says("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            talk.ends();
        });

        HttpResponse<InputStream> answer =
                client.send(post("/v1/messages", "{\"model\":\"m\",\"stream\":true}"), BodyHandlers.ofInputStream());
        byte[] first =
                answer.body().readNBytes("event: message_start\ndata: {\"type\":\"message_start\"}\n\n".length());
        seen.countDown();
        String rest = new String(answer.body().readAllBytes(), UTF_8);

        assertThat(new String(first, UTF_8)).isEqualTo("event: message_start\ndata: {\"type\":\"message_start\"}\n\n");
        assertThat(rest).isEqualTo("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(answer.headers().firstValue("request-id")).isPresent();
        assertThat(report().outcome()).isInstanceOf(Outcome.Served.class);
    }

    /// When the client leaves.
    enum Leaves {
        BEFORE_THE_ANSWER,
        IN_A_SILENCE,
        IN_MID_STREAM
    }

    @ParameterizedTest
    @EnumSource(Leaves.class)
    void f_13_closesTheProvidersConnectionWhenTheClientLeaves(Leaves when) throws Exception {
        var asked = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        provider.next(talk -> {
            if (when != Leaves.BEFORE_THE_ANSWER) {
                talk.streamHead();
                talk.says("event: ping\ndata: {}\n\n");
            }
            asked.countDown();
            if (when == Leaves.IN_MID_STREAM) {
                try {
                    while (true) {
                        talk.says("event: ping\ndata: {}\n\n");
                        Thread.onSpinWait();
                    }
                } catch (IOException gone) {
                    closed.countDown();
                }
            } else {
                talk.waitsForTheEnd();
                closed.countDown();
            }
        });

        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(raw("POST", "/v1/messages", "{\"model\":\"m\",\"stream\":true}"));
            assertThat(asked.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
            if (when != Leaves.BEFORE_THE_ANSWER) {
                assertThat(socket.getInputStream().read()).isPositive();
            }
        }

        assertThat(closed.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(report().outcome())
                .isInstanceOfSatisfying(
                        Outcome.Broken.class, broken -> assertThat(broken.by()).isEqualTo(By.CLIENT));
        assertThat(budget.held()).isZero();
        assertThat(live.awaitNone(Duration.ofSeconds(PATIENCE))).isTrue();
    }

    @Test
    void asksNoProviderForAClientThatLeftWhileItWasAuthenticated() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(
                            "POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer slow\r\ncontent-length: 13\r\n\r\n"
                                    .getBytes(ISO_8859_1));
            assertThat(authenticating.tryAcquire(PATIENCE, TimeUnit.SECONDS)).isTrue();
        }
        // Another call on the same loop comes back after the loop has seen the end of the first.
        assertThat(client.send(HttpRequest.newBuilder(uri("/health/live")).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        goOn.release();

        assertThat(report().outcome())
                .isInstanceOfSatisfying(
                        Outcome.Broken.class, broken -> assertThat(broken.by()).isEqualTo(By.CLIENT));
        assertThat(provider.received).isEmpty();
        assertThat(live.awaitNone(Duration.ofSeconds(PATIENCE))).isTrue();
    }

    @Test
    void f_2_tellsTheClientThatTheProviderResetTheConnectionTwice() throws Exception {
        provider.next(ScriptedProvider.Talk::resets);
        provider.next(ScriptedProvider.Talk::resets);

        HttpResponse<String> answer = client.send(post("/v1/messages", "{\"model\":\"m\"}"), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("x-weir-error")).contains("upstream_reset");
        assertThat(answer.body()).contains("\"type\":\"api_error\"");
        assertThat(provider.received).hasSize(2);
    }

    @Test
    void f_1_tellsTheClientThatTheProviderDoesNotListen() throws Exception {
        provider.close();

        HttpResponse<String> answer =
                client.send(post("/v1/chat/completions", "{\"model\":\"m\"}"), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("x-weir-error")).contains("upstream_connect");
    }

    @Test
    void r_rst_1_endsAStreamThatTheProviderResetsInAnErrorEvent() throws Exception {
        provider.next(talk -> {
            talk.streamHead();
            talk.says("event: message_start\ndata: {\"type\":\"message_start\"}\n\nevent: content");
            talk.resets();
        });

        HttpResponse<String> answer =
                client.send(post("/v1/messages", "{\"model\":\"m\",\"stream\":true}"), BodyHandlers.ofString());

        assertThat(answer.body())
                .startsWith(
                        "event: message_start\ndata: {\"type\":\"message_start\"}\n\nevent: error\ndata: {\"type\":\"error\"")
                .endsWith("}\n\n");
    }

    @Test
    void r_bp_1_pausesTheProviderForAClientThatDoesNotRead() throws Exception {
        byte[] frame = ("data: " + "x".repeat(64 * 1024) + "\n\n").getBytes(UTF_8);
        long most = 64L * 1024 * 1024;
        var stuck = new CountDownLatch(1);
        var written = new long[1];
        provider.next(talk -> {
            talk.streamHead();
            var watchdog = Thread.ofVirtual().start(() -> {
                long before = -1;
                while (before != written[0]) { // nothing was taken for a while: the provider is paused
                    before = written[0];
                    java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
                }
                stuck.countDown();
            });
            while (written[0] < most && watchdog.isAlive()) {
                talk.says(frame);
                written[0] += frame.length;
            }
            talk.waitsForTheEnd();
        });

        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.getOutputStream().write(raw("POST", "/v1/messages", "{\"model\":\"m\",\"stream\":true}"));
            assertThat(stuck.await(3 * PATIENCE, TimeUnit.SECONDS)).isTrue();
            assertThat(written[0]).isLessThan(most);
        }
    }

    @Test
    void s_dos_2_undoesGzipAndZstdWithinLimits() throws Exception {
        String body = "{\"model\":\"m\",\"messages\":\"" + "x".repeat(1000) + "\"}";
        for (String encoding : List.of("gzip", "zstd")) {
            provider.answers("application/json", MESSAGE);

            HttpResponse<String> answer = client.send(encoded(encoding, body.getBytes(UTF_8)), BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(encoding).isEqualTo(200);
            assertThat(new String(provider.received.remove().body(), UTF_8)).isEqualTo(body);
        }
        byte[] bomb = new byte[64 * 1024 * 1024];
        for (String encoding : List.of("gzip", "zstd")) {
            assertThat(client.send(encoded(encoding, bomb), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(413);
        }
        assertThat(client.send(
                                HttpRequest.newBuilder(uri("/v1/messages"))
                                        .header("authorization", "Bearer callers")
                                        .header("content-encoding", "gzip, gzip")
                                        .POST(BodyPublishers.ofString(body))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(415);
        assertThat(budget.held()).isZero();
    }

    @Test
    void s_dos_1_refusesABodyThatIsTooLongBeforeItIsSent() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer callers\r\ncontent-length: "
                                    + (BODY_LIMIT + 1) + "\r\nexpect: 100-continue\r\n\r\n")
                            .getBytes(ISO_8859_1));

            String answer = new String(socket.getInputStream().readNBytes(600), UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 413 ")
                    .contains("\"type\":\"request_too_large\"")
                    .contains("x-should-retry: false");
        }
    }

    @Test
    void refusesWhatTheProcessCannotHold() throws Exception {
        assertThat(budget.most()).isEqualTo(2L * BODY_LIMIT);
        var full = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            provider.next(talk -> {
                full.countDown();
                go.await();
                talk.whole(200, "application/json", MESSAGE);
            });
        }
        String body = "{\"model\":\"m\",\"x\":\"" + "y".repeat(BODY_LIMIT - 100) + "\"}";
        var first = client.sendAsync(post("/v1/messages", body), BodyHandlers.ofString());
        var second = client.sendAsync(post("/v1/messages", body), BodyHandlers.ofString());
        assertThat(full.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        while (budget.held() < 2 * (BODY_LIMIT - 200)) {
            Thread.onSpinWait();
        }

        HttpResponse<String> third = client.send(post("/v1/messages", body), BodyHandlers.ofString());

        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(third.headers().firstValue("retry-after")).isPresent();
        assertThat(third.body()).contains("overloaded_error");
        go.countDown();
        assertThat(first.get(PATIENCE, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(second.get(PATIENCE, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(budget.held()).isZero();
    }

    @Test
    void s_smg_4_refusesTooManyHeaders() throws Exception {
        var request = HttpRequest.newBuilder(uri("/v1/messages")).header("authorization", "Bearer callers");
        for (int i = 0; i < 100; i++) {
            request.header("x-" + i, "v");
        }

        HttpResponse<String> answer =
                client.send(request.POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(431);
        assertThat(answer.headers().firstValue("x-weir-error")).contains("headers_too_large");
    }

    @Test
    void answers426ToAWebSocket() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(
                            "GET /v1/responses HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n"
                                    .getBytes(ISO_8859_1));

            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 426");
        }
    }

    @Test
    void refusesWhoHasNoCredentialWhateverThePath() throws Exception {
        for (String path : List.of("/v1/messages", "/v1/nothing", "/admin", "/metrics")) {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(path).isEqualTo(401);
        }
    }

    @Test
    void answersProbesAndModelLists() throws Exception {
        assertThat(client.send(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.send(HttpRequest.newBuilder(uri("/health/ready")).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        var models = HttpRequest.newBuilder(uri("/v1/models")).header("authorization", "Bearer callers");
        assertThat(client.send(models.build(), BodyHandlers.ofString()).body()).contains("\"object\":\"list\"");
        assertThat(client.send(models.header("anthropic-version", "2023-06-01").build(), BodyHandlers.ofString())
                        .body())
                .contains("\"has_more\":false");
    }

    @Test
    void r_drain_1_takesNoCallsWhenItDrainsAndTellsTheClientsOfThoseThatTakeTooLong() throws Exception {
        var asked = new CountDownLatch(1);
        provider.next(talk -> {
            talk.streamHead();
            talk.says("event: ping\ndata: {}\n\n");
            asked.countDown();
            talk.waitsForTheEnd();
        });
        var running =
                client.sendAsync(post("/v1/messages", "{\"model\":\"m\",\"stream\":true}"), BodyHandlers.ofString());
        assertThat(asked.await(PATIENCE, TimeUnit.SECONDS)).isTrue();

        live.leaving();
        assertThat(client.send(HttpRequest.newBuilder(uri("/health/ready")).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(503);
        live.close();
        HttpResponse<String> late = client.send(post("/v1/messages", "{\"model\":\"m\"}"), BodyHandlers.ofString());
        live.cut(new Problem(Kind.GATEWAY_DRAINING, "the gateway is shutting down"));

        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.headers().firstValue("connection")).contains("close");
        assertThat(running.get(PATIENCE, TimeUnit.SECONDS).body()).contains("gateway_draining");
    }

    @Test
    void saysWhereItCannotListen() {
        assertThatThrownBy(() -> servers.functions(
                        "127.0.0.1",
                        provider.port(),
                        Optional.empty(),
                        _ -> {
                            throw new IllegalStateException("nobody asks");
                        },
                        waiting))
                .isInstanceOf(CannotListen.class)
                .hasMessageStartingWith("cannot listen at 127.0.0.1:" + provider.port());
    }

    @Test
    void r_drain_1_tellsAlsoACallThatHasNotReachedAProvider() throws Exception {
        var waits = client.sendAsync(
                HttpRequest.newBuilder(uri("/v1/messages"))
                        .header("authorization", "Bearer slow")
                        .POST(BodyPublishers.ofString("{\"model\":\"m\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(authenticating.tryAcquire(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(live.running()).isEqualTo(1);

        live.close();
        live.cut(new Problem(Kind.GATEWAY_DRAINING, "the gateway is shutting down"));

        assertThat(waits.get(PATIENCE, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
        assertThat(live.awaitNone(Duration.ofSeconds(PATIENCE))).isTrue();
        goOn.release();
        waiting.shutdown(); // what was decided has been told to the loop when this has ended
        assertThat(waiting.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(client.send(HttpRequest.newBuilder(uri("/health/live")).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        assertThat(provider.received).isEmpty();
        assertThat(reports).hasSize(1);
    }

    private CallReport report() throws InterruptedException {
        CallReport report = reports.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(report).isNotNull();
        return report;
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .header("authorization", "Bearer callers")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest encoded(String encoding, byte[] body) throws IOException {
        var out = new ByteArrayOutputStream();
        if (encoding.equals("gzip")) {
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write(body);
            }
        } else {
            out.writeBytes(Zstd.compress(body));
        }
        return HttpRequest.newBuilder(uri("/v1/messages"))
                .header("authorization", "Bearer callers")
                .header("content-encoding", encoding)
                .POST(BodyPublishers.ofByteArray(out.toByteArray()))
                .build();
    }

    private static byte[] raw(String method, String path, String body) {
        return "%s %s HTTP/1.1\r\nhost: x\r\nauthorization: Bearer callers\r\ncontent-length: %d\r\n\r\n%s"
                .formatted(method, path, body.length(), body)
                .getBytes(ISO_8859_1);
    }
}
