package dev.weir.admin;

import com.nimbusds.jose.jwk.JWK;
import dev.weir.call.OpenAnswer;
import dev.weir.identity.Scopes;
import dev.weir.identity.TokenIssuer;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What others need to know of our own issuer: where tokens are to be had, and with which keys they are signed.
public final class Discovery {

    private final TokenIssuer issuer;

    public Discovery(TokenIssuer issuer) {
        this.issuer = issuer;
    }

    /// The documents by their paths.
    public Map<String, Function<HttpRequest, OpenAnswer>> documents() {
        return Map.of(
                "/.well-known/openid-configuration", _ -> OpenAnswer.to(metadata()),
                "/.well-known/oauth-authorization-server", _ -> OpenAnswer.to(metadata()),
                "/.well-known/jwks.json", _ -> OpenAnswer.to(keys()));
    }

    private HttpResponse metadata() {
        var json = new LinkedHashMap<String, Object>();
        json.put("issuer", issuer.issuer());
        json.put("token_endpoint", issuer.issuer() + "/oauth2/token");
        json.put("jwks_uri", issuer.issuer() + "/.well-known/jwks.json");
        json.put("grant_types_supported", List.of("client_credentials"));
        json.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post"));
        json.put("scopes_supported", List.of(Scopes.INVOKE, Scopes.ADMIN));
        json.put("response_types_supported", List.of());
        json.put("id_token_signing_alg_values_supported", List.of("RS256"));
        json.put("subject_types_supported", List.of("public"));
        return HttpResponse.json(200, json).with("cache-control", "max-age=300");
    }

    private HttpResponse keys() {
        List<Map<String, Object>> keys =
                issuer.keys().published().stream().map(JWK::toJSONObject).toList();
        return HttpResponse.json(200, Map.of("keys", keys)).with("cache-control", "max-age=60");
    }
}
