package dev.weir.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whoever people sign in with, as its discovery document describes it.
///
/// @param deviceEndpoint where a device asks for a code; empty if people cannot sign in like that
/// @param authorizeEndpoint where a browser goes; empty if people cannot sign in like that
record OidcProvider(String issuer, String tokenEndpoint, String deviceEndpoint, String authorizeEndpoint) {

    /// What an endpoint answered.
    record Answer(int status, JsonNode json) {

        String error() {
            return json.path("error").stringValue("");
        }

        String text(String name) {
            return json.path(name).stringValue("");
        }

        /// What a person can make of an error.
        String complaint() {
            String description = text("error_description");
            return status + " " + error() + (description.isEmpty() ? "" : ": " + description);
        }
    }

    static OidcProvider discovered(String issuer) throws IOException, InterruptedException {
        secret(issuer);
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/.well-known/openid-configuration"))
                .timeout(Duration.ofSeconds(10))
                .build();
        Answer answer = sent(request);
        if (answer.status() != 200 || !answer.text("issuer").equals(issuer)) {
            throw new Complaint("%s answered %d and the issuer \"%s\"; 200 and \"%s\" are wanted"
                    .formatted(request.uri(), answer.status(), answer.text("issuer"), issuer));
        }
        var provider = new OidcProvider(
                issuer,
                answer.text("token_endpoint"),
                answer.text("device_authorization_endpoint"),
                answer.text("authorization_endpoint"));
        secret(provider.tokenEndpoint);
        return provider;
    }

    /// Tokens go over TLS, or do not leave this machine.
    static void secret(String address) {
        URI uri = URI.create(address);
        boolean here = uri.getHost() != null
                && uri.getScheme() != null
                && uri.getScheme().equals("http")
                && loopback(uri.getHost());
        if (!here && !"https".equals(uri.getScheme())) {
            throw new Complaint("%s is not an https address".formatted(address));
        }
    }

    private static boolean loopback(String host) {
        try {
            return host.matches("localhost|127\\..*|\\[?::1]?")
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException nowhere) {
            return false;
        }
    }

    static Answer post(String endpoint, Map<String, String> form) throws IOException, InterruptedException {
        secret(endpoint);
        String body = form.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return sent(HttpRequest.newBuilder(URI.create(endpoint))
                .timeout(Duration.ofSeconds(10))
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static Answer sent(HttpRequest request) throws IOException, InterruptedException {
        try (var http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
        } catch (ConnectException nobody) {
            throw new Complaint("nobody listens at " + request.uri());
        } catch (JacksonException notJson) {
            throw new Complaint("%s did not answer with JSON".formatted(request.uri()));
        }
    }
}
