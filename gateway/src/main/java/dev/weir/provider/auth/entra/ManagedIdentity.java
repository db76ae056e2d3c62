package dev.weir.provider.auth.entra;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.TokenAnswer;
import dev.weir.provider.auth.Web;
import dev.weir.provider.auth.Web.Question;
import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.InstantSource;
import java.util.Optional;

/// The identity that Azure gives a machine or a service: App Service and Container Apps say in variables where to ask,
/// virtual machines and clusters ask the metadata service. Both name a resource, not a scope.
record ManagedIdentity(Environment environment, Web web, InstantSource clock, Optional<String> client) {

    private static final String ALL_OF_IT = "/.default";

    Lapsing<Secret> fetch(String scope) throws IOException {
        String resource = URLEncoder.encode(
                scope.endsWith(ALL_OF_IT) ? scope.substring(0, scope.length() - ALL_OF_IT.length()) : scope, UTF_8);
        String which =
                client.map(id -> "&client_id=" + URLEncoder.encode(id, UTF_8)).orElse("");
        Optional<String> endpoint = environment.variable("IDENTITY_ENDPOINT");
        Optional<String> header = environment.variable("IDENTITY_HEADER");
        if (endpoint.isPresent() && header.isPresent()) {
            return ask(
                    "%s?api-version=2019-08-01&resource=%s%s".formatted(endpoint.get(), resource, which),
                    Headers.of("x-identity-header", header.get()));
        }
        String host = environment
                .variable("AZURE_POD_IDENTITY_AUTHORITY_HOST")
                .map(address -> address.replaceFirst("/+$", ""))
                .orElse("http://169.254.169.254");
        return ask(
                "%s/metadata/identity/oauth2/token?api-version=2018-02-01&resource=%s%s"
                        .formatted(host, resource, which),
                Headers.of("metadata", "true"));
    }

    private Lapsing<Secret> ask(String address, Headers headers) throws IOException {
        URI uri = URI.create(address);
        return TokenAnswer.token(
                web.ask(Question.get(uri, headers, Question.NEAR)), "the identity service " + uri.getHost(), clock);
    }
}
