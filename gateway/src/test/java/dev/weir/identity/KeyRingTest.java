package dev.weir.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import dev.weir.config.Issuer.Binding;
import dev.weir.problem.Problem.Kind;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private static final String OURS = "http://127.0.0.1:8787";

    private final Moment clock = new Moment();
    private final KeyRing ring = ring();
    private final TokenIssuer issuer = new TokenIssuer(OURS, ring, Duration.ofHours(1), clock);
    private final TokenVerifier verifier = new TokenVerifier(
            List.of(new TrustedIssuer(OURS, Set.of(JWSAlgorithm.RS256), new Binding.AccessToken("", Set.of()), ring)),
            clock);

    private KeyRing ring() {
        try {
            return KeyRing.of(pem(Minted.RSA), Duration.ofHours(1), clock);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private List<String> published() {
        return ring.published().stream().map(JWK::getKeyID).toList();
    }

    @Test
    void itsTokensAreTaken() {
        String token = issuer.issue("agents", Set.of(Scopes.INVOKE));

        assertThat(verifier.check(token)).isInstanceOfSatisfying(TokenCheck.Verified.class, check -> {
            assertThat(check.token().client()).isEqualTo("agents");
            assertThat(check.token().scopes()).containsExactly(Scopes.INVOKE);
            assertThat(check.token().expires()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        });
    }

    @Test
    void oldTokensStayGoodWhenTheKeyIsRotatedAndNewOnesHaveTheNewKey() {
        String old = issuer.issue("agents", Set.of(Scopes.INVOKE));
        String oldKid = ring.signing().getKeyID();

        String newKid = ring.rotate();
        String fresh = issuer.issue("agents", Set.of(Scopes.INVOKE));

        assertThat(newKid).isNotEqualTo(oldKid);
        assertThat(published()).containsExactly(newKid, oldKid);
        assertThat(verifier.check(old)).isInstanceOf(TokenCheck.Verified.class);
        assertThat(verifier.check(fresh)).isInstanceOf(TokenCheck.Verified.class);
        assertThat(CompactToken.parse(fresh))
                .isInstanceOfSatisfying(
                        CompactToken.Parsed.Token.class,
                        parsed -> assertThat(parsed.token().kid()).isEqualTo(newKid));
    }

    @Test
    void anOldKeyIsWithdrawnWhenItsLastTokenHasExpired() {
        String old = issuer.issue("agents", Set.of(Scopes.INVOKE));
        String newKid = ring.rotate();

        clock.pass(Duration.ofHours(1).plus(Claims.SKEW));

        assertThat(published()).containsExactly(newKid);
        assertThat(verifier.check(old))
                .isInstanceOfSatisfying(
                        TokenCheck.Rejected.class,
                        check -> assertThat(check.problem().kind()).isEqualTo(Kind.TOKEN_KEY_UNKNOWN));
    }

    @Test
    void publishesNoPrivateParts() {
        ring.rotate();

        assertThat(ring.published())
                .hasSize(2)
                .allSatisfy(key -> assertThat(key.isPrivate()).isFalse());
    }

    @Test
    void aKeyInPemHasTheSameNameAtEveryStart() {
        assertThat(ring().signing().getKeyID()).isEqualTo(ring.signing().getKeyID());
    }

    @Test
    void refusesAKeyThatCannotSign() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        String weak = pem(generator.generateKeyPair());

        for (String unusable : List.of("", "not a key", "-----BEGIN PRIVATE KEY-----", weak, pem(Minted.EC))) {
            assertThatThrownBy(() -> KeyRing.of(unusable, Duration.ofHours(1), clock))
                    .isInstanceOf(GeneralSecurityException.class);
        }
    }
}
