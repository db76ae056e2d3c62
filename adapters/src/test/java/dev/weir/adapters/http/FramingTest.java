package dev.weir.adapters.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a request begins and ends: sent raw, so that no client mends it on the way.
class FramingTest {

    private static final String SECOND = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
    private static final String ANSWER = "{\"id\":\"msg_1\"}";

    private static final Pattern ESCAPE = Pattern.compile("\\\\([rnt0]|x[0-9a-f]{2})");

    private final Plane plane = new Plane(_ -> {});

    record Case(String id, String name, String bytes) {
        @Override
        public String toString() {
            return id + " " + name;
        }
    }

    @AfterEach
    void stop() throws IOException {
        plane.close();
    }

    static List<Case> cases(String id) throws IOException {
        try (InputStream file = Objects.requireNonNull(FramingTest.class.getResourceAsStream("framing.txt"))) {
            var cases = new ArrayList<Case>();
            for (String part : new String(file.readAllBytes(), UTF_8).split("\n== ", -1)) {
                int space = part.indexOf(' ');
                int end = part.indexOf('\n');
                if (part.startsWith(id + " ")) {
                    cases.add(new Case(
                            id,
                            part.substring(space + 1, end),
                            unescaped(part.substring(end + 1).replace("\n", ""))));
                }
            }
            return cases;
        }
    }

    static List<Case> lengthAndChunked() throws IOException {
        return cases("S-SMG-1");
    }

    static List<Case> ambiguousLengths() throws IOException {
        return cases("S-SMG-2");
    }

    static List<Case> brokenChunksAndLines() throws IOException {
        return cases("S-SMG-3");
    }

    static List<Case> brokenHeaders() throws IOException {
        return cases("S-SMG-4");
    }

    static List<Case> brokenRequestLines() throws IOException {
        return cases("S-SMG-5");
    }

    static List<Case> ambiguousHosts() throws IOException {
        return cases("S-RT-1");
    }

    @ParameterizedTest
    @MethodSource("ambiguousHosts")
    void s_rt_1_wantsOneHost(Case sent) throws IOException {
        refused(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "ICAP/1.0"})
    void s_smg_5_speaksNoOtherProtocol(String protocol) throws IOException {
        String said = Raw.exchange(plane.port, "GET /health/live " + protocol + "\r\nhost: x\r\n\r\n" + SECOND);

        assertThat(said).startsWith(protocol + " 501 ").doesNotContain("live");
    }

    @ParameterizedTest
    @MethodSource("lengthAndChunked")
    void s_smg_1_refusesALengthBesideChunks(Case sent) throws IOException {
        refused(sent);
    }

    @ParameterizedTest
    @MethodSource("ambiguousLengths")
    void s_smg_2_refusesLengthsThatCouldBeReadInTwoWays(Case sent) throws IOException {
        refused(sent);
    }

    @ParameterizedTest
    @MethodSource("brokenChunksAndLines")
    void s_smg_3_refusesChunksAndLinesThatDoNotEndAsTheyShould(Case sent) throws IOException {
        refused(sent);
    }

    @ParameterizedTest
    @MethodSource("brokenHeaders")
    void s_smg_4_refusesHeadersThatAreNone(Case sent) throws IOException {
        refused(sent);
    }

    @ParameterizedTest
    @MethodSource("brokenRequestLines")
    void s_smg_5_refusesRequestLinesThatAreNone(Case sent) throws IOException {
        refused(sent);
    }

    /// One refusal in words that clients understand, the end of the connection, and nothing of the second request.
    private void refused(Case sent) throws IOException {
        String said = Raw.exchange(plane.port, sent.bytes() + SECOND);

        assertThat(Raw.statuses(said)).as(said).containsExactly(400);
        assertThat(said).contains("x-weir-error: headers_invalid").contains("\"error\"");
        assertThat(plane.provider.received).isEmpty();
        assertThat(plane.budget.held()).isZero();
        assertThat(plane.live.running()).isZero();
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        switch (escape.group(1).charAt(0)) {
                            case 'r' -> "\r";
                            case 'n' -> "\n";
                            case 't' -> "\t";
                            case '0' -> "\0";
                            default -> Character.toString((char) HexFormat.fromHexDigits(escape.group(1), 1, 3));
                        }));
    }

    @Test
    void s_smg_3_neverTakesATrailerForAHeader() throws IOException {
        plane.provider.answers("application/json", ANSWER);
        String said;
        try (var raw = new Raw(plane.port)) {
            said = raw.send(String.join(
                            "\r\n",
                            "POST /v1/messages HTTP/1.1",
                            "host: x",
                            "authorization: Bearer callers",
                            "transfer-encoding: chunked",
                            "",
                            "d",
                            "{\"model\":\"m\"}",
                            "0",
                            "anthropic-beta: from-a-trailer",
                            "authorization: Bearer other",
                            "",
                            ""))
                    .answer();
        }

        assertThat(said).startsWith("HTTP/1.1 200 ");
        assertThat(plane.provider.received.remove().headers().toString())
                .doesNotContain("trailer")
                .doesNotContain("other");
    }

    @Test
    void s_smg_4_refusesALongRequestLine() throws IOException {
        String said = Raw.exchange(plane.port, "GET /" + "x".repeat(9000) + " HTTP/1.1\r\nhost: x\r\n\r\n" + SECOND);

        assertThat(Raw.statuses(said)).containsExactly(414);
        assertThat(said).contains("x-weir-error: uri_too_long");
    }

    @Test
    void s_smg_4_refusesLongHeadersThoughNobodyEverEndsThem() throws IOException {
        String said =
                Raw.exchange(plane.port, "POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-long: " + "y".repeat(40_000));

        assertThat(Raw.statuses(said)).containsExactly(431);
        assertThat(said).contains("x-weir-error: headers_too_large");
    }

    /// Requests that come before the first one is answered are answered one after the other.
    @Test
    void s_smg_5_answersPipelinedRequestsInTheirOrder() throws IOException {
        plane.provider.answers("application/json", "{\"first\":1}");
        plane.provider.answers("application/json", "{\"second\":2}");
        String one = "POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer callers\r\n"
                + "content-length: 13\r\n\r\n{\"model\":\"m\"}";

        try (var raw = new Raw(plane.port)) {
            raw.send(one + one + SECOND);

            assertThat(raw.answer()).startsWith("HTTP/1.1 200 ").endsWith("{\"first\":1}");
            assertThat(raw.answer()).startsWith("HTTP/1.1 200 ").endsWith("{\"second\":2}");
            assertThat(raw.answer()).startsWith("HTTP/1.1 200 ").endsWith("live\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages/../../admin",
                "//admin",
                "/v1;x=/admin",
                "/%2e%2e/admin",
                "/v1/%2e%2e%2fadmin",
                "/admin%00",
                "/v1\\admin",
                "/v1/./messages",
                "/v1/messages/",
                "/V1/MESSAGES",
                "/v1/messages%2f",
                "/%c0%af",
                "/v1/messages%20",
                "http://evil/v1/messages",
                "*",
                "/v1/m%65ssages",
                "/v1/messages%3b",
                "/%zz",
                "/v1//messages",
                "/health/ready/",
                "/oauth2/token/",
                "/oauth2/token;x"
            })
    void s_rt_2_opensNothingToAPathThatIsSpeltOtherwise(String target) throws IOException {
        String said = Raw.exchange(
                plane.port,
                "POST " + target + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");

        assertThat(Raw.statuses(said)).as(said).containsAnyOf(400, 401).hasSize(1);
        assertThat(plane.provider.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host: evil/../health/ready?",
                "x-original-url: /health/ready",
                "x-rewrite-url: /health/ready",
                "x-forwarded-path: /health/ready",
                "x-forwarded-prefix: /health",
                "x-forwarded-host: localhost",
                "forwarded: for=127.0.0.1;host=localhost;proto=https",
                "x-http-method-override: GET",
                "x-forwarded-for: 127.0.0.1",
                "x-real-ip: 127.0.0.1"
            })
    void s_rt_1_looksAtThePathOfTheRequestLineAlone(String header) throws IOException {
        String host = header.startsWith("host:") ? "" : "host: x\r\n";

        String said = Raw.exchange(
                plane.port,
                "POST /v1/messages HTTP/1.1\r\n" + host + header
                        + "\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");

        assertThat(Raw.statuses(said)).containsExactly(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT evil:443", "TRACE /", "OPTIONS *", "PRI *", "GET x", "G@T /"})
    void s_smg_5_opensNothingToAMethodThatIsNoneOfOurs(String method) throws IOException {
        String said = Raw.exchange(plane.port, method + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");

        assertThat(Raw.statuses(said)).as(said).containsAnyOf(400, 401).hasSize(1);
    }
}
