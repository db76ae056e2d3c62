package dev.weir.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.app.DemoState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Prints a token and nothing else, so that agents can run it: Claude Code's `apiKeyHelper`, Codex's `auth.command`.
@Command(
        name = "token",
        description = {
            "Print an access token: for the client that the options or WEIR_URL, WEIR_CLIENT_ID and",
            "WEIR_CLIENT_SECRET name, else for whoever has signed in with weir login, else for the demo that runs."
        },
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

    @Option(names = "--url", description = "The gateway's address.", defaultValue = "${env:WEIR_URL}")
    private @Nullable String url;

    @Option(names = "--client-id", description = "The OAuth client.", defaultValue = "${env:WEIR_CLIENT_ID}")
    private @Nullable String clientId;

    @Option(
            names = "--secret-env",
            description = "The environment variable that holds the client's secret. Default: ${DEFAULT-VALUE}.",
            defaultValue = "WEIR_CLIENT_SECRET")
    private String secretVariable = "WEIR_CLIENT_SECRET";

    @Option(names = "--scope", description = "The scope to ask for; default: all that the client has.")
    private @Nullable String scope;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<String> own =
                url == null && clientId == null ? LoginCommand.kept().token() : Optional.empty();
        if (own.isPresent()) {
            spec.commandLine().getOut().println(own.get());
            return 0;
        }
        DemoState client = client();
        HttpResponse<String> answer = ask(client);
        JsonNode json = answer.statusCode() == 200 ? JsonMapper.shared().readTree(answer.body()) : null;
        if (json == null || !json.path("access_token").isString()) {
            throw new Complaint("%s/oauth2/token answered %d: %s"
                    .formatted(client.url(), answer.statusCode(), answer.body().strip()));
        }
        spec.commandLine().getOut().println(json.path("access_token").stringValue());
        return 0;
    }

    private DemoState client() throws IOException {
        String secret = System.getenv(secretVariable);
        if (url != null && clientId != null && secret != null) {
            return new DemoState(url, clientId, secret);
        }
        if (url != null || clientId != null) {
            throw new Complaint("--url, --client-id and the secret in " + secretVariable + " go together; "
                    + (secret == null ? "the secret" : url == null ? "the url" : "the client id") + " is missing");
        }
        return DemoState.read()
                .orElseThrow(() -> new Complaint(
                        "nobody has signed in (weir login), and no demo has run here (weir demo); or name a gateway (see weir token"
                                + " --help)"));
    }

    private HttpResponse<String> ask(DemoState client) throws IOException, InterruptedException {
        String basic =
                Base64.getEncoder().encodeToString((client.clientId() + ":" + client.clientSecret()).getBytes(UTF_8));
        var request = HttpRequest.newBuilder(URI.create(client.url() + "/oauth2/token"))
                .timeout(Duration.ofSeconds(10))
                .header("authorization", "Basic " + basic)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials" + (scope == null ? "" : "&scope=" + encoded(scope))))
                .build();
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (java.net.ConnectException nobody) {
            throw new Complaint("nobody listens at " + client.url() + "; is the gateway running?");
        }
    }

    private static String encoded(String value) {
        return java.net.URLEncoder.encode(value, UTF_8);
    }
}
