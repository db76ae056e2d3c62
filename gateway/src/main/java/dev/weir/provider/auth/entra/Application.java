package dev.weir.provider.auth.entra;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.TokenAnswer;
import dev.weir.provider.auth.Web;
import dev.weir.store.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// An application of a tenant, which asks for tokens in its own name.
record Application(Environment environment, Web web, InstantSource clock, String tenant, String client) {

    Lapsing<Secret> withSecret(String secret, String scope) throws IOException {
        return fetch(Map.of("client_secret", secret), scope);
    }

    /// @param file is read each time: what it holds lapses, too
    Lapsing<Secret> withFederatedToken(String file, String scope) throws IOException {
        return fetch(
                Map.of(
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        Environment.read(Path.of(file))),
                scope);
    }

    private Lapsing<Secret> fetch(Map<String, String> shown, String scope) throws IOException {
        String authority = environment.variable("AZURE_AUTHORITY_HOST").orElse("https://login.microsoftonline.com");
        URI address = URI.create("%s/%s/oauth2/v2.0/token".formatted(authority.replaceFirst("/+$", ""), tenant));
        var form = new LinkedHashMap<>(shown);
        form.put("grant_type", "client_credentials");
        form.put("client_id", client);
        form.put("scope", scope);
        return TokenAnswer.token(
                TokenAnswer.post(web, address, form), "the token endpoint " + address.getHost(), clock);
    }
}
