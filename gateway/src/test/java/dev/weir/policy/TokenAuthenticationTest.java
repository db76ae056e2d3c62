package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.weir.call.Principal;
import dev.weir.config.Issuer.Binding;
import dev.weir.identity.KeyRing;
import dev.weir.identity.Moment;
import dev.weir.identity.Scopes;
import dev.weir.identity.TokenIssuer;
import dev.weir.identity.TokenVerifier;
import dev.weir.identity.TrustedIssuer;
import dev.weir.policy.Authentication.Result;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class TokenAuthenticationTest {

    private static final String OURS = "http://127.0.0.1:8787";

    private final Moment clock = new Moment();
    private final KeyRing ring = KeyRing.ephemeral(Duration.ofHours(1), clock);
    private final TokenIssuer issuer = new TokenIssuer(OURS, ring, Duration.ofHours(1), clock);
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Authentication authentication = new TokenAuthentication(
            new TokenVerifier(
                    List.of(new TrustedIssuer(
                            OURS, Set.of(JWSAlgorithm.RS256), new Binding.AccessToken("", Set.of()), ring)),
                    clock),
            token -> known.contains(token.client())
                    ? Optional.of(new Principal(token.subject(), token.client(), "red", token.scopes()))
                    : Optional.empty(),
            Scopes.INVOKE);

    private Result with(String token) {
        return authentication.authenticate(Headers.of("authorization", "Bearer " + token));
    }

    private static Kind refused(Result result) {
        assertThat(result).isInstanceOf(Result.Refused.class);
        return ((Result.Refused) result).problem().kind();
    }

    @Test
    void s_jwt_18_refusesAClientOnItsFirstCallAfterItWasTakenOut() {
        known.add("agents");
        String token = issuer.issue("agents", Set.of(Scopes.INVOKE));
        assertThat(with(token)).isInstanceOf(Result.Passed.class);

        known.remove("agents");

        assertThat(refused(with(token))).isEqualTo(Kind.PRINCIPAL_DISABLED);
    }

    @Test
    void s_jwt_17_wantsItsScopeToTheLetter() {
        known.add("agents");

        for (String scope : List.of("", "*", Scopes.ADMIN, "https://gateway.internal/*", Scopes.INVOKE + "s")) {
            String token = issuer.issue("agents", scope.isEmpty() ? Set.of() : Set.of(scope));
            assertThat(refused(with(token))).isEqualTo(Kind.SCOPE_MISSING);
        }
    }

    @Test
    void s_jwt_16_refusesTwoTokensThoughBothAreGood() {
        known.add("agents");
        String one = issuer.issue("agents", Set.of(Scopes.INVOKE));
        String two = issuer.issue("agents", Set.of(Scopes.INVOKE));

        assertThat(refused(authentication.authenticate(Headers.of("authorization", "Bearer " + one, "x-api-key", two))))
                .isEqualTo(Kind.AUTH_AMBIGUOUS);
    }
}
