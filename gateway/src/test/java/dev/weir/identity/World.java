package dev.weir.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.weir.config.Issuer.Binding;
import dev.weir.problem.Problem.Kind;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// A gateway with two issuers: one that names us as audience and signs with everything, and one like Cognito. Both have
/// a key named `rsa`, and they are not the same.
final class World {

    static final String ISSUER = "https://issuer.example";
    static final String COGNITO = "https://cognito.example/pool";
    static final URI JWKS = URI.create("https://issuer.example/jwks");
    static final URI COGNITO_JWKS = URI.create("https://cognito.example/pool/jwks");

    final Moment clock = new Moment();
    final RecordingSource source = new RecordingSource();
    final TokenVerifier verifier;

    World() {
        source.publish(JWKS, Minted.jwks(Minted.jwk("rsa", Minted.RSA), Minted.ec("ec"), Minted.ed("ed")));
        source.publish(
                COGNITO_JWKS,
                Minted.jwks(Minted.jwk("rsa", Minted.OTHER_RSA), Minted.jwk("cognitos", Minted.OTHER_RSA)));
        verifier = new TokenVerifier(
                List.of(
                        new TrustedIssuer(
                                ISSUER,
                                Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA),
                                new Binding.Audience("weir"),
                                new RemoteKeys(JWKS, source, clock)),
                        new TrustedIssuer(
                                COGNITO,
                                Set.of(JWSAlgorithm.RS256),
                                new Binding.AccessToken(Scopes.INVOKE, Set.of("agents")),
                                new RemoteKeys(COGNITO_JWKS, source, clock))),
                clock);
    }

    /// The claims of a good token of the first issuer.
    Map<String, Object> claims() {
        long now = clock.instant().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", ISSUER);
        claims.put("sub", "somebody");
        claims.put("client_id", "agents");
        claims.put("aud", "weir");
        claims.put("scope", Scopes.INVOKE);
        claims.put("iat", now);
        claims.put("exp", now + 3600);
        return claims;
    }

    /// The claims of a good token of the second.
    Map<String, Object> cognitoClaims() {
        Map<String, Object> claims = claims();
        claims.put("iss", COGNITO);
        claims.put("token_use", "access");
        claims.remove("aud");
        return claims;
    }

    static String json(Map<String, Object> claims) {
        return JsonMapper.shared().writeValueAsString(claims);
    }

    static String header(String algorithm, String kid) {
        return json(Map.of("alg", algorithm, "kid", kid));
    }

    /// A token of the first issuer with those claims, whatever they say.
    static String token(Map<String, Object> claims) {
        return Minted.signed("RS256", Minted.RSA, header("RS256", "rsa"), json(claims));
    }

    static String cognitoToken(Map<String, Object> claims) {
        return Minted.signed("RS256", Minted.OTHER_RSA, header("RS256", "cognitos"), json(claims));
    }

    String token() {
        return token(claims());
    }

    TokenCheck check(String token) {
        return switch (verifier.check(token)) {
            case TokenCheck.Waiting(var decide) -> {
                try {
                    yield decide.call();
                } catch (Exception unexpected) {
                    throw new IllegalStateException(unexpected);
                }
            }
            case TokenCheck.Verified verified -> verified;
            case TokenCheck.Rejected rejected -> rejected;
        };
    }

    VerifiedToken accepted(String token) {
        TokenCheck check = check(token);
        assertThat(check).isInstanceOf(TokenCheck.Verified.class);
        return ((TokenCheck.Verified) check).token();
    }

    Kind refused(String token) {
        TokenCheck check = check(token);
        assertThat(check).isInstanceOf(TokenCheck.Rejected.class);
        return ((TokenCheck.Rejected) check).problem().kind();
    }
}
