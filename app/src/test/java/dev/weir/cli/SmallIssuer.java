package dev.weir.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.wire.http.RequestTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/// An OIDC issuer as small as it can be: the device flow, the code flow with PKCE, and refresh tokens that are good
/// once.
final class SmallIssuer implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger made = new AtomicInteger();
    private final Map<String, String> challenges = new HashMap<>();
    private String refresh = "";

    /// What the token endpoint says to a device before it gives tokens.
    final Deque<String> waits = new ArrayDeque<>();

    SmallIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        200,
                        Map.of(
                                "issuer", issuer(),
                                "token_endpoint", issuer() + "/token",
                                "device_authorization_endpoint", issuer() + "/device",
                                "authorization_endpoint", issuer() + "/authorize")));
        server.createContext(
                "/device",
                exchange -> answer(
                        exchange,
                        200,
                        Map.of(
                                "device_code",
                                "device-1",
                                "user_code",
                                "ABCD-EFGH",
                                "verification_uri",
                                issuer() + "/enter",
                                "interval",
                                5,
                                "expires_in",
                                60)));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int tokensMade() {
        return made.get();
    }

    /// The person is signed in already and says yes.
    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked =
                new RequestTarget("/", "?" + exchange.getRequestURI().getRawQuery()).parameters();
        synchronized (this) {
            challenges.put("code-1", asked.getOrDefault("code_challenge", ""));
        }
        exchange.getResponseHeaders()
                .set("location", asked.get("redirect_uri") + "?code=code-1&state=" + asked.get("state"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private synchronized void token(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Map<String, String> form = new RequestTarget("/", "?" + body).parameters();
        boolean good = switch (form.getOrDefault("grant_type", "")) {
            case "urn:ietf:params:oauth:grant-type:device_code" ->
                form.getOrDefault("device_code", "").equals("device-1");
            case "authorization_code" ->
                BrowserLogin.challenge(form.getOrDefault("code_verifier", ""))
                        .equals(challenges.remove(form.getOrDefault("code", "")));
            case "refresh_token" -> form.getOrDefault("refresh_token", "").equals(refresh);
            default -> false;
        };
        if (!waits.isEmpty()) {
            answer(exchange, 400, Map.of("error", waits.pop()));
        } else if (good && form.getOrDefault("client_id", "").equals("weir-cli")) {
            int number = made.incrementAndGet();
            refresh = "refresh-" + number;
            answer(
                    exchange,
                    200,
                    Map.of("access_token", "access-" + number, "refresh_token", refresh, "expires_in", 300));
        } else {
            answer(exchange, 400, Map.of("error", "invalid_grant"));
        }
    }

    private static void answer(HttpExchange exchange, int status, Map<String, Object> json) throws IOException {
        byte[] bytes = JsonMapper.shared().writeValueAsBytes(json);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
