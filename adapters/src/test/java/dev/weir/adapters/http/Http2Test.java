package dev.weir.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.adapters.http.RawHttp2.Frame;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.By;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What HTTP/2 makes possible besides what it is for, sent frame by frame.
class Http2Test {

    private static final long PATIENCE = 10;
    private static final byte[] BODY = "{\"model\":\"m\",\"stream\":true}".getBytes(ISO_8859_1);
    private static final byte[] CANCEL = {0, 0, 0, 8};

    private final Plane plane = new Plane(setting -> setting.stall = Duration.ofMillis(500));

    @AfterEach
    void stop() throws IOException {
        plane.close();
    }

    @Test
    void answersACall() throws IOException {
        plane.provider.answers("application/json", "{}");
        try (var client = new RawHttp2(plane.port)) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.call());
            client.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, BODY);

            assertThat(client.next(RawHttp2.DATA).body()).isEqualTo("{}".getBytes(ISO_8859_1));
        }
    }

    /// Begins calls and takes them back at once.
    @Test
    void s_dos_6_endsAConnectionThatResetsOneStreamAfterTheOther() throws Exception {
        try (var client = new RawHttp2(plane.port)) {
            for (int i = 0; i < 2_000; i++) {
                try {
                    client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, RawHttp2.call());
                    client.send(RawHttp2.RST_STREAM, 0, 2 * i + 1, CANCEL);
                } catch (IOException closed) {
                    break;
                }
            }

            calmed(client);
        }
        until(() -> plane.concurrency.running() == 0 && plane.live.running() == 0);
        assertThat(plane.budget.held()).isZero();
    }

    /// Has the server reset the streams, by frames that are wrong.
    @Test
    void s_dos_6_endsAConnectionThatHasItsStreamsReset() throws Exception {
        try (var client = new RawHttp2(plane.port)) {
            for (int i = 0; i < 2_000; i++) {
                try {
                    client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, RawHttp2.call());
                    client.send(RawHttp2.WINDOW_UPDATE, 0, 2 * i + 1, new byte[4]); // a window of nothing
                } catch (IOException closed) {
                    break;
                }
            }

            assertThat(client.next(RawHttp2.GOAWAY).type()).isIn(RawHttp2.GOAWAY, -1);
        }
        until(() -> plane.concurrency.running() == 0 && plane.live.running() == 0);
    }

    @Test
    void s_dos_6_endsAConnectionWhoseHeadersGoOnForever() throws IOException {
        try (var client = new RawHttp2(plane.port)) {
            client.send(RawHttp2.HEADERS, 0, 1, RawHttp2.call());
            for (int i = 0; i < 10_000; i++) {
                try {
                    client.send(RawHttp2.CONTINUATION, 0, 1, RawHttp2.headers("x-" + i, "y"));
                } catch (IOException closed) {
                    break;
                }
            }

            assertThat(client.next(RawHttp2.GOAWAY).type()).isIn(RawHttp2.GOAWAY, -1);
        }
    }

    @Test
    void s_dos_6_refusesHeadersThatAreTooLarge() throws IOException {
        try (var client = new RawHttp2(plane.port)) {
            client.send(RawHttp2.HEADERS, 0, 1, RawHttp2.call("x-long", "y".repeat(15_000)));
            for (int i = 0; i < 3; i++) {
                client.send(
                        RawHttp2.CONTINUATION,
                        i == 2 ? RawHttp2.END_HEADERS : 0,
                        1,
                        RawHttp2.headers("x-" + i, "y".repeat(15_000)));
            }
            client.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, BODY);

            Frame said = client.next();
            while (said.type() == RawHttp2.SETTINGS || said.type() == RawHttp2.WINDOW_UPDATE) {
                said = client.next();
            }
            assertThat(said.type()).isIn(RawHttp2.HEADERS, RawHttp2.RST_STREAM, RawHttp2.GOAWAY, -1);
        }
        assertThat(plane.provider.received).isEmpty();
    }

    /// Never reads what it asks for.
    @Test
    void s_dos_6_endsAConnectionThatPingsAndDoesNotListen() throws Exception {
        flood(RawHttp2.PING, new byte[8]);
    }

    @Test
    void s_dos_6_endsAConnectionThatSettlesAndDoesNotListen() throws Exception {
        flood(RawHttp2.SETTINGS, new byte[0]);
    }

    private void flood(int type, byte[] body) throws Exception {
        try (var client = new RawHttp2(plane.port)) {
            boolean closed = false;
            for (int i = 0; i < 3_000_000 && !closed; i++) {
                try {
                    client.send(type, 0, 0, body);
                } catch (IOException ended) {
                    closed = true;
                }
            }
            assertThat(closed).isTrue();
        }
        until(() -> plane.connections.count() == 0);
    }

    /// Takes a byte of its answer and no more.
    @Test
    void s_dos_6_givesUpOnAStreamWithAWindowOfOneByte() throws Exception {
        byte[] window = {0, 4, 0, 0, 0, 1};
        var closed = new CountDownLatch(1);
        byte[] frame = ("data: " + "x".repeat(16 * 1024) + "\n\n").getBytes(ISO_8859_1);
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

        try (var client = new RawHttp2(plane.port, window)) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.call());
            client.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, BODY);

            assertThat(closed.await(3 * PATIENCE, TimeUnit.SECONDS)).isTrue();
            assertThat(client.next(RawHttp2.RST_STREAM).type()).isEqualTo(RawHttp2.RST_STREAM);
        }
        assertThat(plane.reports.poll(PATIENCE, TimeUnit.SECONDS).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Broken.class, broken -> assertThat(broken.by()).isEqualTo(By.CLIENT));
    }

    record Wrong(String what, byte[] headers) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Wrong> wrongHeaders() {
        return List.of(
                new Wrong("a header of the connection", RawHttp2.call("connection", "close")),
                new Wrong("chunks", RawHttp2.call("transfer-encoding", "chunked")),
                new Wrong("an upgrade", RawHttp2.call("upgrade", "websocket")),
                new Wrong("a name with capitals", RawHttp2.call("X-Capitals", "y")),
                new Wrong("a name with a colon", RawHttp2.call("x:y", "z")),
                new Wrong("a name with CR and LF", RawHttp2.call("x\r\nauthorization", "z")),
                new Wrong("a value with CR and LF", RawHttp2.call("x-y", "a\r\nx-z: b")),
                new Wrong("a value with NUL", RawHttp2.call("x-y", "a\0b")),
                new Wrong("two paths", RawHttp2.call(":path", "/admin")),
                new Wrong("a pseudo-header that does not exist", RawHttp2.call(":admin", "true")),
                new Wrong("a status", RawHttp2.call(":status", "200")),
                new Wrong("two lengths", RawHttp2.call("content-length", "27", "content-length", "28")),
                new Wrong("no path", RawHttp2.headers(":method", "POST", ":scheme", "http", ":authority", "x")),
                new Wrong(
                        "an empty path",
                        RawHttp2.headers(":method", "POST", ":scheme", "http", ":authority", "x", ":path", "")),
                new Wrong(
                        "a path with a space",
                        RawHttp2.headers(
                                ":method",
                                "POST",
                                ":scheme",
                                "http",
                                ":authority",
                                "x",
                                ":path",
                                "/v1/messages x",
                                "authorization",
                                "Bearer callers")),
                new Wrong(
                        "a path with a line of its own",
                        RawHttp2.headers(
                                ":method",
                                "POST",
                                ":scheme",
                                "http",
                                ":authority",
                                "x",
                                ":path",
                                "/v1/messages HTTP/1.1\r\nx: y",
                                "authorization",
                                "Bearer callers")),
                new Wrong(
                        "a method with a line of its own",
                        RawHttp2.headers(
                                ":method",
                                "POST /admin HTTP/1.1\r\n",
                                ":scheme",
                                "http",
                                ":authority",
                                "x",
                                ":path",
                                "/v1/messages",
                                "authorization",
                                "Bearer callers")),
                new Wrong("less than it says", RawHttp2.call("content-length", "100")));
    }

    /// The stream or the connection ends, or the request is refused; no provider hears of it.
    @ParameterizedTest
    @MethodSource("wrongHeaders")
    void s_smg_6_takesNoRequestThatIsNone(Wrong wrong) throws IOException {
        try (var client = new RawHttp2(plane.port)) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, wrong.headers());
            try {
                client.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, BODY);
            } catch (IOException closed) {
                // that was quick
            }

            Frame said = client.next();
            while (said.type() == RawHttp2.SETTINGS || said.type() == RawHttp2.WINDOW_UPDATE) {
                said = client.next();
            }
            switch (said.type()) {
                case RawHttp2.RST_STREAM, RawHttp2.GOAWAY ->
                    assertThat(said.code()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
                case RawHttp2.HEADERS ->
                    assertThat(new String(client.next(RawHttp2.DATA).body(), ISO_8859_1))
                            .containsAnyOf("headers_invalid", "bad_path", "auth_missing");
                default -> assertThat(said.type()).isEqualTo(-1);
            }
        }
        assertThat(plane.provider.received).isEmpty();
    }

    @Test
    void r_drain_1_saysGoodbyeAndLetsStreamsFinish() throws Exception {
        var asked = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        plane.provider.next(talk -> {
            talk.streamHead();
            talk.says("event: message_start\ndata: {\"type\":\"message_start\"}\n\n");
            asked.countDown();
            left.await();
            talk.says("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            talk.ends();
        });
        try (var client = new RawHttp2(plane.port)) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.call());
            client.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, BODY);
            assertThat(asked.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
            assertThat(client.next(RawHttp2.DATA).body()).isNotEmpty();

            plane.live.leaving();
            plane.servers.leave();

            assertThat(client.next(RawHttp2.GOAWAY).code()).isZero();
            left.countDown();
            assertThat(new String(client.next(RawHttp2.DATA).body(), ISO_8859_1))
                    .contains("message_stop");
        }
        assertThat(plane.reports.poll(PATIENCE, TimeUnit.SECONDS).outcome()).isInstanceOf(Outcome.Served.class);
    }

    private static void calmed(RawHttp2 client) throws IOException {
        Frame goodbye = client.next(RawHttp2.GOAWAY);
        if (goodbye.type() == RawHttp2.GOAWAY) { // it can be lost when the connection is reset
            assertThat(goodbye.code()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
        }
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
