package dev.weir.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpJwksSourceTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpJwksSource source = new HttpJwksSource(client);

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            switch (exchange.getRequestURI().getPath()) {
                case "/keys" -> answer(exchange, 200, "{\"keys\":[]}");
                case "/redirect" -> {
                    exchange.getResponseHeaders().set("location", "/canary");
                    answer(exchange, 302, "");
                }
                case "/long" -> answer(exchange, 200, " ".repeat(JwksSource.LIMIT + 1));
                case "/longest" -> answer(exchange, 200, " ".repeat(JwksSource.LIMIT));
                default -> answer(exchange, 404, "not here");
            }
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private byte[] fetch(String path) throws IOException {
        return source.fetch(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    }

    @Test
    void fetchesADocument() throws IOException {
        assertThat(fetch("/keys")).asString().isEqualTo("{\"keys\":[]}");
        assertThat(fetch("/longest")).hasSize(JwksSource.LIMIT);
    }

    @Test
    void s_jwt_13_followsNoRedirect() {
        assertThatThrownBy(() -> fetch("/redirect"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("302");
        assertThat(asked).containsExactly("/redirect");
    }

    @Test
    void s_jwt_13_readsNoMoreThanTheLimitAndNoErrorPage() {
        assertThatThrownBy(() -> fetch("/long")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> fetch("/missing"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404");
    }

    @Test
    void failsAsAnIoExceptionWhenNobodyListens() {
        server.stop(0);

        assertThatThrownBy(() -> fetch("/keys")).isInstanceOf(IOException.class);
    }
}
