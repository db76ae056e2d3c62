package dev.weir.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.cli.OidcProvider.Answer;
import dev.weir.wire.http.RequestTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Signs a person in with the browser of this machine: the authorization code comes back to a port of the loopback
/// address (RFC 8252), and is worth nothing without the verifier that never left this process (PKCE, RFC 7636).
final class BrowserLogin {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final OidcProvider provider;
    private final String client;
    private final String scope;
    private final PrintWriter out;

    BrowserLogin(OidcProvider provider, String client, String scope, PrintWriter out) {
        this.provider = provider;
        this.client = client;
        this.scope = scope;
        this.out = out;
    }

    /// The answer with the tokens.
    Answer tokens() throws IOException, InterruptedException {
        if (provider.authorizeEndpoint().isEmpty()) {
            throw new Complaint(
                    "%s lets nobody sign in with a browser; leave out --browser".formatted(provider.issuer()));
        }
        String state = random();
        String verifier = random();
        var code = new CompletableFuture<String>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/callback", exchange -> back(exchange, state, code));
        server.start();
        try {
            String redirect =
                    "http://127.0.0.1:%d/callback".formatted(server.getAddress().getPort());
            out.println("Open " + address(redirect, state, verifier));
            out.flush();
            return OidcProvider.post(
                    provider.tokenEndpoint(),
                    Map.of(
                            "grant_type", "authorization_code",
                            "code", code.get(PATIENCE.toSeconds(), TimeUnit.SECONDS),
                            "redirect_uri", redirect,
                            "client_id", client,
                            "code_verifier", verifier));
        } catch (TimeoutException late) {
            throw new Complaint("nobody signed in within %d minutes".formatted(PATIENCE.toMinutes()));
        } catch (ExecutionException refused) {
            throw new Complaint("nobody was signed in: " + refused.getMessage());
        } finally {
            server.stop(0);
        }
    }

    private String address(String redirect, String state, String verifier) {
        return provider.authorizeEndpoint()
                + (provider.authorizeEndpoint().indexOf('?') < 0 ? "?" : "&")
                + "response_type=code&client_id=" + encoded(client)
                + "&redirect_uri=" + encoded(redirect)
                + "&scope=" + encoded(scope)
                + "&state=" + state
                + "&code_challenge=" + challenge(verifier)
                + "&code_challenge_method=S256";
    }

    /// Takes the code only with the state that we gave away; nothing of what comes is repeated.
    private static void back(HttpExchange exchange, String state, CompletableFuture<String> code) throws IOException {
        Map<String, String> parameters = new RequestTarget(
                        "/callback",
                        exchange.getRequestURI().getRawQuery() == null
                                ? ""
                                : "?" + exchange.getRequestURI().getRawQuery())
                .parameters();
        boolean ours = MessageDigest.isEqual(
                state.getBytes(UTF_8), parameters.getOrDefault("state", "").getBytes(UTF_8));
        if (ours && parameters.containsKey("code")) {
            code.complete(parameters.getOrDefault("code", ""));
        } else if (ours) {
            code.completeExceptionally(
                    new IOException("the issuer says " + parameters.getOrDefault("error", "nothing")));
        }
        byte[] text = (ours
                        ? "You can close this page and go back to the terminal.\n"
                        : "This is not the page that was waited for.\n")
                .getBytes(UTF_8);
        exchange.getResponseHeaders().set("content-type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(ours ? 200 : 400, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private static String random() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8);
    }
}
