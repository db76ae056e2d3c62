package dev.weir.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Address;
import dev.weir.relay.Upstream;
import dev.weir.relay.Upstream.UpstreamRequest;
import dev.weir.wire.http.Headers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How providers are reached: through a proxy, and with which certificates. The certificates are made by the JDK's
/// keytool.
class OutsideTest {

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void asksThroughTheProxyAndLetsItFindTheProvider() throws Exception {
        try (var proxy = new ScriptedProvider()) {
            proxy.answers("application/json", "{}");

            String said = ask(
                    new Outside(Optional.of(new Outside.Proxy("127.0.0.1", proxy.port())), Trust.of(Optional.empty())),
                    new Address(false, "provider.test", 80));

            assertThat(said).isEqualTo("200 {}");
            assertThat(proxy.received.remove().line()).isEqualTo("POST http://provider.test/v1 HTTP/1.1");
        }
    }

    @Test
    void speaksHttp2ToAProviderWhereItIsToldTo() throws Exception {
        var version = new CompletableFuture<HttpVersion>();
        HttpServer provider = vertx.createHttpServer()
                .requestHandler(request -> {
                    version.complete(request.version());
                    request.endHandler(_ -> request.response().end("{}"));
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);

        String said = ask(Outside.direct(), new Address(false, "127.0.0.1", provider.actualPort(), true));

        assertThat(said).isEqualTo("200 {}");
        assertThat(version.get(10, TimeUnit.SECONDS)).isEqualTo(HttpVersion.HTTP_2);
    }

    @Test
    void f_10_trustsTheBundleBesidesWhatTheRuntimeTrusts() throws Exception {
        keytool("provider", "ip:127.0.0.1");
        try (var provider = new ScriptedProvider(tls("provider"))) {
            provider.answers("application/json", "{}");

            assertThat(ask(trusting("provider"), new Address(true, "127.0.0.1", provider.port())))
                    .isEqualTo("200 {}");
        }
    }

    @Test
    void f_10_refusesACertificateThatNobodyVouchesFor() throws Exception {
        keytool("provider", "ip:127.0.0.1");
        try (var provider = new ScriptedProvider(tls("provider"))) {
            assertThat(ask(Outside.direct(), new Address(true, "127.0.0.1", provider.port())))
                    .isEqualTo(Kind.UPSTREAM_TLS.name());
        }
    }

    @Test
    void f_10_refusesACertificateOfAnotherHost() throws Exception {
        keytool("provider", "dns:other.test");
        try (var provider = new ScriptedProvider(tls("provider"))) {
            assertThat(ask(trusting("provider"), new Address(true, "127.0.0.1", provider.port())))
                    .isEqualTo(Kind.UPSTREAM_TLS.name());
        }
    }

    /// What comes of one request: status and body, or the kind of problem.
    private String ask(Outside outside, Address address) throws Exception {
        var said = new CompletableFuture<String>();
        vertx.runOnContext(_ -> {
            var upstream = new VertxUpstream(
                    DataPlane.client(vertx, outside, HttpVersion.HTTP_1_1),
                    DataPlane.client(vertx, outside, HttpVersion.HTTP_2));
            upstream.send(
                    new UpstreamRequest(
                            "POST",
                            address,
                            "/v1",
                            Headers.of("host", address.authority(), "content-length", "2"),
                            new byte[] {'{', '}'},
                            Duration.ofSeconds(5)),
                    new Telling(said));
        });
        return said.get(10, TimeUnit.SECONDS);
    }

    private Outside trusting(String name) {
        return new Outside(Optional.empty(), Trust.of(Optional.of(folder.resolve(name + ".pem"))));
    }

    private ServerSocketFactory tls(String name) throws GeneralSecurityException {
        return Certified.in(folder, name).context().getServerSocketFactory();
    }

    private void keytool(String name, String alternative) throws Exception {
        Certified.made(folder, name, alternative);
    }

    /// Hears an answer to its end.
    private static final class Telling implements Upstream.Listener {

        private final CompletableFuture<String> said;
        private final StringBuilder text = new StringBuilder();

        Telling(CompletableFuture<String> said) {
            this.said = said;
        }

        @Override
        public void head(int status, Headers headers) {
            text.append(status).append(' ');
        }

        @Override
        public void chunk(byte[] bytes) {
            text.append(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public void ended() {
            said.complete(text.toString());
        }

        @Override
        public void broke(Problem problem) {
            said.complete(problem.kind().name());
        }
    }
}
