package dev.weir.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.relay.Pace;
import dev.weir.store.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The data plane behind TLS.
class TlsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private Certified first;

    private Optional<Plane> started = Optional.empty();

    @BeforeEach
    void make() throws Exception {
        first = Certified.made(folder, "first" + System.nanoTime(), "ip:127.0.0.1");
    }

    @AfterEach
    void stop() throws IOException {
        if (started.isPresent()) {
            started.get().close();
        }
    }

    private Plane plane(ServerTls tls) {
        var plane = new Plane(setting -> {
            setting.tls = Optional.of(tls);
            setting.patience = new Patience(
                    Duration.ofMillis(400),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    new Pace.Least(1024, Duration.ofSeconds(10)));
        });
        started = Optional.of(plane);
        return plane;
    }

    private static ServerTls tls(Certified shown, boolean old, Optional<String> clientCa) throws Exception {
        return ServerTls.of(shown.certificate(), new Secret(shown.key()), old, clientCa);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void speaksBothVersionsOfHttpByAgreement(Version version) throws Exception {
        Plane plane = plane(tls(first, false, Optional.empty()));
        plane.provider.answers("application/json", "{\"id\":1}");

        try (HttpClient client = client(Certified.trusting(first), version)) {
            HttpResponse<String> answer = client.send(call(plane, "{\"model\":\"m\"}"), BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.body()).isEqualTo("{\"id\":1}");
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void speaksTls12OnlyWhereItIsToldToAndWithForwardSecrecy() throws Exception {
        Plane plane = plane(tls(first, false, Optional.empty()));
        assertThatThrownBy(() -> handshake(plane, "TLSv1.2")).isInstanceOf(SSLException.class);
        plane.close();

        Plane older = plane(tls(first, true, Optional.empty()));
        assertThat(handshake(older, "TLSv1.2")).startsWith("TLS_ECDHE_").containsAnyOf("_GCM_", "_POLY1305_");
        assertThat(handshake(older, "TLSv1.3")).startsWith("TLS_");
        assertThatThrownBy(() -> handshake(older, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"))
                .isInstanceOf(SSLException.class);
    }

    /// A stream that runs goes on, and who comes later sees the other certificate.
    @ParameterizedTest
    @EnumSource(Version.class)
    void r_drain_3_showsAnotherCertificateAndDropsNoConnection(Version version) throws Exception {
        Plane plane = plane(tls(first, false, Optional.empty()));
        Certified second = Certified.made(folder, "second" + System.nanoTime(), "ip:127.0.0.1");
        var changed = new CountDownLatch(1);
        plane.provider.next(talk -> {
            talk.streamHead();
            talk.says("event: message_start\ndata: {\"type\":\"message_start\"}\n\n");
            changed.await();
            talk.says("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            talk.ends();
        });

        try (HttpClient client = client(Certified.trusting(first), version)) {
            HttpResponse<InputStream> running =
                    client.send(call(plane, "{\"model\":\"m\",\"stream\":true}"), BodyHandlers.ofInputStream());
            assertThat(running.body().read()).isEqualTo('e');
            plane.servers.show(tls(second, false, Optional.empty()));
            assertThat(shown(plane, first, second)).isEqualTo("CN=" + second.name());
            changed.countDown();

            assertThat(new String(running.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .endsWith("data: {\"type\":\"message_stop\"}\n\n");
        }
    }

    @Test
    void letsNobodyInWithoutACertificateWhereOneIsWanted() throws Exception {
        Certified known = Certified.made(folder, "known" + System.nanoTime(), "dns:client.test");
        Certified other = Certified.made(folder, "other" + System.nanoTime(), "dns:client.test");
        Plane plane = plane(tls(first, false, Optional.of(known.certificate())));

        try (HttpClient client = client(known.context(Certified.trust(first)), Version.HTTP_1_1)) {
            assertThat(client.send(live(plane), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
        for (SSLContext context : new SSLContext[] {other.context(Certified.trust(first)), Certified.trusting(first)}) {
            try (HttpClient client = client(context, Version.HTTP_1_1)) {
                assertThatThrownBy(() -> client.send(live(plane), BodyHandlers.ofString()))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void s_dos_5_waitsForNoHandshakeThatDoesNotCome() throws Exception {
        Plane plane = plane(tls(first, false, Optional.empty()));

        try (var raw = new Raw(plane.port)) {
            assertThat(raw.rest()).isEmpty();
        }
    }

    @Test
    void saysWhatIsWrongWithACertificateAndNothingOfItsKey() throws Exception {
        Certified other = Certified.made(folder, "another" + System.nanoTime(), "ip:127.0.0.1");

        assertThatThrownBy(() -> ServerTls.of(first.certificate(), new Secret(other.key()), false, Optional.empty()))
                .hasMessage("key is not the certificate's own");
        assertThatThrownBy(() -> ServerTls.of("nonsense", new Secret(first.key()), false, Optional.empty()))
                .hasMessageContaining("certificate holds");
        assertThatThrownBy(() -> ServerTls.of(first.certificate(), new Secret("nonsense"), false, Optional.empty()))
                .hasMessageContaining("BEGIN PRIVATE KEY")
                .hasMessageNotContaining("nonsense");
    }

    private static HttpClient client(SSLContext context, Version version) {
        return HttpClient.newBuilder().sslContext(context).version(version).build();
    }

    private static HttpRequest live(Plane plane) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d/health/live".formatted(plane.port)))
                .build();
    }

    private static HttpRequest call(Plane plane, String body) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d/v1/messages".formatted(plane.port)))
                .header("authorization", "Bearer callers")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private String handshake(Plane plane, String protocol, String... ciphers) throws Exception {
        try (var socket = (SSLSocket) Certified.trusting(first)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), plane.port)) {
            socket.setEnabledProtocols(new String[] {protocol});
            if (ciphers.length > 0) {
                socket.setEnabledCipherSuites(ciphers);
            }
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    private static String shown(Plane plane, Certified... trusted) throws Exception {
        try (var socket = (SSLSocket) Certified.trusting(trusted)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), plane.port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }
}
