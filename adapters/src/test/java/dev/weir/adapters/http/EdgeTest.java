package dev.weir.adapters.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Outcome;
import dev.weir.call.Outcome.By;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.Pace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody can do before it is known who it is, and what slow and greedy clients can hold.
class EdgeTest {

    private static final long PATIENCE = 10;
    private static final String LIVE = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
    private static final String NOBODY = "GET /v1/messages HTTP/1.1\r\nhost: x\r\n\r\n";
    private static final String CALL = call("{\"model\":\"m\",\"stream\":true}");

    private Optional<Plane> started = Optional.empty();

    @AfterEach
    void stop() throws IOException {
        if (started.isPresent()) {
            started.get().close();
        }
    }

    private Plane plane(Consumer<Plane.Setting> adjusting) {
        var plane = new Plane(adjusting);
        started = Optional.of(plane);
        return plane;
    }

    private static String call(String body) {
        return "POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer callers\r\ncontent-length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static Patience patience(Duration headers, Duration keepAlive, Duration grace) {
        return new Patience(Duration.ofSeconds(5), headers, keepAlive, new Pace.Least(1024, grace));
    }

    @Test
    void refusesAnAddressThatAsksTooOftenInTheCallersWords() throws IOException {
        Plane plane = plane(setting -> setting.requests = 3);

        try (var raw = new Raw(plane.port)) {
            for (int i = 0; i < 3; i++) {
                assertThat(raw.send(NOBODY).answer()).startsWith("HTTP/1.1 401 ");
            }
            String refused = raw.send(NOBODY).answer();

            assertThat(refused)
                    .startsWith("HTTP/1.1 429 ")
                    .contains("x-weir-error: rate_limited")
                    .contains("\"type\":\"rate_limit_error\"")
                    .containsPattern("retry-after: [1-9]");
            assertThat(raw.send("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
                            .answer())
                    .startsWith("HTTP/1.1 429 ")
                    .contains("\"weir_code\":\"rate_limited\"");
            assertThat(raw.send(LIVE).answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void s_rt_1_believesNobodysForwardedAddressButATrustedProxys() throws IOException {
        Plane plane = plane(setting -> setting.requests = 1);
        String from = "GET /v1/messages HTTP/1.1\r\nhost: x\r\nx-forwarded-for: %s\r\n\r\n";

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(from.formatted("1.1.1.1")).answer()).startsWith("HTTP/1.1 401 ");
            assertThat(raw.send(from.formatted("2.2.2.2")).answer()).startsWith("HTTP/1.1 429 ");
        }
        plane.close();
        Plane behind = plane(setting -> {
            setting.requests = 1;
            setting.trusted = List.of("127.0.0.0/8", "10.0.0.0/8");
        });
        try (var raw = new Raw(behind.port)) {
            assertThat(raw.send(from.formatted("1.1.1.1")).answer()).startsWith("HTTP/1.1 401 ");
            assertThat(raw.send(from.formatted("9.9.9.9, 2.2.2.2, 10.0.0.7")).answer())
                    .startsWith("HTTP/1.1 401 ");
            assertThat(raw.send(from.formatted("8.8.8.8, 2.2.2.2")).answer()).startsWith("HTTP/1.1 429 ");
            assertThat(behind.reports.stream().map(report -> report.remoteAddress()))
                    .containsExactly("1.1.1.1", "2.2.2.2", "2.2.2.2");
        }
    }

    @Test
    void s_dos_5_closesConnectionsThatAreTooManyFromOneAddressAndLetsOthersBe() throws Exception {
        Plane plane = plane(setting -> setting.connectionsPerAddress = 4);
        var held = new ArrayList<Raw>();
        for (int i = 0; i < 4; i++) {
            held.add(new Raw(plane.port));
            assertThat(held.getLast().send(LIVE).answer()).startsWith("HTTP/1.1 200 ");
        }

        try (var fifth = new Raw(plane.port)) {
            assertThat(fifth.in().read()).isNegative();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }

        assertThat(held.getFirst().send(LIVE).answer()).startsWith("HTTP/1.1 200 ");
        try (var elsewhere =
                new Socket(InetAddress.ofLiteral("127.0.0.1"), plane.port, InetAddress.ofLiteral("127.0.0.2"), 0)) {
            elsewhere.getOutputStream().write(LIVE.getBytes(UTF_8));
            assertThat(elsewhere.getInputStream().read()).isEqualTo('H');
        }
        for (Raw raw : held) {
            raw.close();
        }
        until(() -> plane.connections.count() == 0);
        try (var again = new Raw(plane.port)) {
            assertThat(again.send(LIVE).answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void s_dos_5_closesConnectionsThatAreTooManyInAll() throws Exception {
        Plane plane = plane(setting -> setting.connections = 1);
        try (var only = new Raw(plane.port)) {
            assertThat(only.send(LIVE).answer()).startsWith("HTTP/1.1 200 ");
            try (var second = new Raw(plane.port)) {
                assertThat(second.in().read()).isNegative();
            } catch (IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            assertThat(only.send(LIVE).answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    /// Headers that never end, and connections that never say anything.
    @ParameterizedTest
    @ValueSource(strings = {"", "POST /v1/mess", "POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-slow: "})
    void s_dos_4_closesAConnectionWhoseHeadersDoNotCome(String begun) throws IOException {
        Plane plane = plane(setting ->
                setting.patience = patience(Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofSeconds(60)));

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(begun).rest()).isEmpty();
        }
    }

    /// Bytes that keep coming do not make the headers come.
    @Test
    void s_dos_4_closesAConnectionWhoseHeadersDripForever() throws IOException {
        Plane plane = plane(setting ->
                setting.patience = patience(Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofSeconds(60)));

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(LIVE).answer()).startsWith("HTTP/1.1 200 ");
            raw.send("GET / HTTP/1.1\r\nx: ");
            raw.socket().setSoTimeout(20);
            int read = 0;
            while (read == 0) {
                try {
                    raw.send("y");
                    read = raw.in().read();
                } catch (java.net.SocketTimeoutException notYet) {
                    // go on dripping
                } catch (IOException closed) {
                    read = -1;
                }
            }
            assertThat(read).isEqualTo(-1);
        }
    }

    @Test
    void s_dos_4_closesAConnectionThatWaitsForItsNextRequestTooLong() throws IOException {
        Plane plane = plane(setting ->
                setting.patience = patience(Duration.ofSeconds(60), Duration.ofMillis(300), Duration.ofSeconds(60)));

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(LIVE).answer()).startsWith("HTTP/1.1 200 ");
            assertThat(raw.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/oauth2/token"})
    void s_dos_4_refusesABodyThatComesTooSlowly(String path) throws IOException {
        Plane plane = plane(setting ->
                setting.patience = patience(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(300)));

        try (var raw = new Raw(plane.port)) {
            String said = raw.send(
                            "POST " + path
                                    + " HTTP/1.1\r\nhost: x\r\nauthorization: Bearer callers\r\ncontent-length: 500\r\n\r\n{\"mo")
                    .answer();

            assertThat(said).startsWith("HTTP/1.1 408 ").contains("x-weir-error: body_timeout");
        }
        assertThat(plane.budget.held()).isZero();
        assertThat(plane.concurrency.running()).isZero();
    }

    @Test
    void s_dos_4_givesUpOnAClientThatTakesNothing() throws Exception {
        Plane plane = plane(setting -> setting.stall = Duration.ofMillis(500));
        var closed = new CountDownLatch(1);
        byte[] frame = ("data: " + "x".repeat(64 * 1024) + "\n\n").getBytes(UTF_8);
        plane.provider.next(talk -> {
            talk.streamHead();
            try {
                while (true) {
                    talk.says(frame);
                }
            } catch (IOException stopped) {
                closed.countDown();
            }
        });

        try (var raw = new Raw(plane.port)) {
            raw.socket().setReceiveBufferSize(16 * 1024);
            raw.send(CALL);
            assertThat(closed.await(3 * PATIENCE, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(plane.reports.poll(PATIENCE, TimeUnit.SECONDS).outcome())
                .isInstanceOfSatisfying(Outcome.Broken.class, broken -> {
                    assertThat(broken.by()).isEqualTo(By.CLIENT);
                    assertThat(broken.problem().detail()).contains("took nothing");
                });
    }

    @Test
    void s_dos_7_refusesAPrincipalThatRunsTooManyCallsAndNobodyElse() throws Exception {
        Plane plane = plane(setting -> setting.callsPerPrincipal = 2);
        var asked = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            plane.provider.next(talk -> {
                talk.streamHead();
                talk.says("event: ping\ndata: {}\n\n");
                asked.countDown();
                talk.waitsForTheEnd();
            });
        }
        try (var first = new Raw(plane.port);
                var second = new Raw(plane.port);
                var third = new Raw(plane.port)) {
            first.send(CALL);
            second.send(CALL);
            assertThat(asked.await(PATIENCE, TimeUnit.SECONDS)).isTrue();

            assertThat(third.send(CALL).answer())
                    .startsWith("HTTP/1.1 429 ")
                    .contains("x-weir-error: concurrency_limit")
                    .contains("retry-after: 1");
            assertThat(third.socket().isClosed()).isFalse();
        }
        until(() -> plane.concurrency.running() == 0);
    }

    /// What is refused by its headers is refused before its body is sent, and an answer is all that it costs.
    @Test
    void s_dos_1_readsNoBodyOfSomebodyUnknown() throws IOException {
        Plane plane = plane(_ -> {});

        try (var raw = new Raw(plane.port)) {
            String said = raw.send("POST /v1/messages HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n"
                            + "content-length: 33554432\r\n\r\n")
                    .answer();

            assertThat(said).startsWith("HTTP/1.1 401 ").contains("connection: close");
        }
        assertThat(plane.budget.held()).isZero();
    }

    @Test
    void s_dos_1_refusesChunksThatGoOnForever() throws IOException {
        Plane plane = plane(_ -> {});
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";

        try (var raw = new Raw(plane.port)) {
            raw.send("POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer callers\r\n"
                    + "transfer-encoding: chunked\r\n\r\n");
            for (int sent = 0; sent <= Plane.BODY_LIMIT; sent += 0x10000) {
                raw.send(chunk);
            }
            assertThat(raw.answer()).startsWith("HTTP/1.1 413 ").contains("x-weir-error: body_too_large");
        }
        assertThat(plane.budget.held()).isZero();
    }

    @Test
    void s_dos_3_takesNoMultipart() throws IOException {
        Plane plane = plane(_ -> {});

        String said = Raw.exchange(
                plane.port,
                "POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer callers\r\nconnection: close\r\n"
                        + "content-type: multipart/form-data; boundary=" + "b".repeat(10_000)
                        + "\r\ncontent-length: 0\r\n\r\n");

        assertThat(said).startsWith("HTTP/1.1 415 ").contains("x-weir-error: content_type_unsupported");
    }

    /// No header opens anything: neither one of ours nor one of somebody else's.
    @Test
    void s_hdr_4_knowsNoHeaderThatLetsAnybodyIn() throws IOException {
        Plane plane = plane(_ -> {});
        List<String> names = HeaderNames.all();
        assertThat(names).hasSizeGreaterThan(5_000);

        try (var raw = new Raw(plane.port)) {
            for (String path : List.of(
                    "/v1/messages",
                    "/v1/chat/completions",
                    "/v1/responses",
                    "/v1/embeddings",
                    "/v1/models",
                    "/v1beta/models/m:generateContent",
                    "/model/m/invoke",
                    "/openai/deployments/m/chat/completions",
                    "/metrics",
                    "/admin")) {
                for (int from = 0; from < names.size(); from += 90) {
                    var request = new StringBuilder("GET " + path + " HTTP/1.1\r\nhost: x\r\n");
                    for (String name : names.subList(from, Math.min(from + 90, names.size()))) {
                        request.append(name).append(": true\r\n");
                    }
                    assertThat(raw.send(request.append("\r\n").toString()).answer())
                            .as("%s with the headers from %s on", path, names.get(from))
                            .startsWith("HTTP/1.1 401 ");
                }
            }
        }
    }

    @Test
    void s_hdr_5_dropsNothingOfOursThatAConnectionHeaderNames() throws Exception {
        Plane plane = plane(_ -> {});
        plane.provider.answers("application/json", "{}");

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send("POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer callers\r\n"
                                    + "connection: keep-alive, authorization, x-api-key\r\ncontent-length: 13\r\n\r\n"
                                    + "{\"model\":\"m\"}")
                            .answer())
                    .startsWith("HTTP/1.1 200 ");
        }

        assertThat(plane.provider.received.remove().headers())
                .containsEntry("authorization", "Bearer key-of-the-gateway");
    }

    @Test
    void s_hdr_2_forwardsNoCredentialAndNoIdentityOfTheCaller() throws Exception {
        Plane plane = plane(_ -> {});
        plane.provider.answers("application/json", "{}");
        var request = new StringBuilder("POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer callers\r\n");
        List<String> never = List.of(
                "cookie",
                "proxy-authorization",
                "x-amz-date",
                "x-amz-security-token",
                "x-goog-user-project",
                "anthropic-workspace-id",
                "openai-organization",
                "openai-project",
                "metadata-flavor",
                "x-aws-ec2-metadata-token",
                "x-forwarded-for",
                "forwarded",
                "te",
                "trailer",
                "upgrade-insecure-requests");
        never.forEach(name -> request.append(name).append(": canary\r\n"));

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(request + "content-length: 13\r\n\r\n{\"model\":\"m\"}")
                            .answer())
                    .startsWith("HTTP/1.1 200 ");
        }

        assertThat(plane.provider.received.remove().headers()).doesNotContainKeys(never.toArray(String[]::new));
    }

    @Test
    void s_hdr_3_passesNoHeaderOfTheProvidersThatIsNotMeantForCallers() throws Exception {
        Plane plane = plane(_ -> {});
        List<String> never = List.of(
                "set-cookie",
                "server",
                "x-envoy-upstream-service-time",
                "x-litellm-model-id",
                "openai-organization",
                "anthropic-organization-id",
                "location",
                "alt-svc",
                "strict-transport-security",
                "via");
        plane.provider.next(talk -> talk.raw(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nx-should-stay: no\r\n"
                        + String.join(
                                "",
                                never.stream()
                                        .map(name -> name + ": canary\r\n")
                                        .toList())
                        + "\r\n{}"));

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(CALL).answer()).startsWith("HTTP/1.1 200 ").doesNotContain("canary");
        }
    }

    /// What a provider says that is no HTTP, or more than anybody would.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
                "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\nnonsense\r\n\r\n",
                "nonsense\r\n\r\n",
            })
    void s_smg_7_takesNoAnswerThatIsNoHttp(String answer) throws Exception {
        Plane plane = plane(_ -> {});
        plane.provider.next(talk -> {
            talk.raw(answer);
            talk.waitsForTheEnd();
        });

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(CALL).answer()).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void s_smg_7_takesNoAnswerWithEndlessHeaders() throws Exception {
        Plane plane = plane(_ -> {});
        plane.provider.next(talk -> {
            talk.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx: " + "y".repeat(100_000) + "\r\n\r\n{}");
            talk.waitsForTheEnd();
        });

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(CALL).answer()).startsWith("HTTP/1.1 502 ").contains("upstream_");
        }
    }

    @Test
    void s_ssrf_3_connectsToNoAddressThatMayNotBeReachedWhateverTheNameWas() throws Exception {
        Plane plane = plane(setting -> {
            setting.providerHost = "localhost";
            setting.egress = (host, address, port) -> Optional.of(host + " leads to " + address.getHostAddress());
        });

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(CALL).answer())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("x-weir-error: egress_denied")
                    .contains("localhost leads to 127.0.0.1");
        }
        assertThat(plane.provider.received).isEmpty();
        assertThat(plane.reports.poll(PATIENCE, TimeUnit.SECONDS).outcome().attempts())
                .hasSize(1);
        assertThat(Kind.EGRESS_DENIED.status()).isEqualTo(502);
    }

    /// What passes an upgrade on sees one request where there are many.
    @Test
    void s_smg_6_changesToNoOtherProtocolBehindAProxy() throws IOException {
        Plane plane = plane(setting -> setting.trusted = List.of("127.0.0.0/8"));

        String said = Raw.exchange(
                plane.port,
                "GET /v1/messages HTTP/1.1\r\nhost: x\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\n"
                        + "http2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n");

        assertThat(said).doesNotContain("401");
        assertThat(plane.reports).isEmpty();
    }

    @Test
    void r_drain_1_saysWithEachAnswerThatItIsTheLastOnItsConnection() throws Exception {
        Plane plane = plane(_ -> {});
        plane.provider.answers("application/json", "{}");
        try (var raw = new Raw(plane.port)) {
            assertThat(raw.send(LIVE).answer()).doesNotContain("connection: close");
            plane.live.leaving();

            assertThat(raw.send(CALL).answer()).startsWith("HTTP/1.1 200 ").contains("connection: close");
            assertThat(raw.rest()).isEmpty();
        }
    }

    private static void until(java.util.function.BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
