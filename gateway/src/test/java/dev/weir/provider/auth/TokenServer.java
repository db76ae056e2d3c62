package dev.weir.provider.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A server on this machine that plays a token endpoint or a metadata service, and remembers what it was asked.
public final class TokenServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Function<HttpRequest, HttpResponse>> answers = new HashMap<>();
    public final List<HttpRequest> asked = Collections.synchronizedList(new ArrayList<>());

    public TokenServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /// What is asked with a client that follows no redirects.
    public static Web web() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        return new HttpWeb(client, client);
    }

    public String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// @param what method and path, as `GET /token`
    public TokenServer on(String what, Function<HttpRequest, HttpResponse> answer) {
        answers.put(what, answer);
        return this;
    }

    public TokenServer on(String what, int status, String body) {
        return on(
                what,
                _ -> new HttpResponse(
                        status, Headers.of("content-type", "application/json"), body.getBytes(StandardCharsets.UTF_8)));
    }

    public HttpRequest last() {
        return asked.getLast();
    }

    public static String text(HttpRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers.Builder headers = Headers.builder();
            exchange.getRequestHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
            var uri = exchange.getRequestURI();
            var request = new HttpRequest(
                    exchange.getRequestMethod(),
                    new RequestTarget(uri.getRawPath(), uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                    headers.build(),
                    exchange.getRequestBody().readAllBytes());
            asked.add(request);
            HttpResponse answer = answers.getOrDefault(
                            request.method() + " " + uri.getRawPath(),
                            _ -> new HttpResponse(404, Headers.NONE, new byte[0]))
                    .apply(request);
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
