package dev.weir.identity;

import static dev.weir.identity.Minted.part;
import static dev.weir.identity.World.cognitoToken;
import static dev.weir.identity.World.header;
import static dev.weir.identity.World.json;
import static dev.weir.identity.World.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem.Kind;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which algorithms and keys prove a token, and how long that is remembered.
class TokenVerifierTest {

    private final World world = new World();

    @ParameterizedTest
    @CsvSource({"RS256, rsa", "PS256, rsa", "ES256, ec", "EdDSA, ed"})
    void takesEachAlgorithmThatTheIssuerMayUse(String algorithm, String kid) {
        KeyPair pair = switch (kid) {
            case "rsa" -> Minted.RSA;
            case "ec" -> Minted.EC;
            default -> Minted.ED;
        };

        VerifiedToken token =
                world.accepted(Minted.signed(algorithm, pair, header(algorithm, kid), json(world.claims())));

        assertThat(token.subject()).isEqualTo("somebody");
        assertThat(token.client()).isEqualTo("agents");
        assertThat(token.scopes()).containsExactly(Scopes.INVOKE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"none\"", "\"None\"", "\"nOnE\"", "\"\"", "[\"RS256\"]", "null", "\"rs256\"", "\"RS256 \""})
    void s_jwt_1_refusesEveryWayToSayNoAlgorithm(String algorithm) {
        String header = "{\"alg\":%s,\"kid\":\"rsa\"}".formatted(algorithm);
        String unsigned = part(header) + "." + part(json(world.claims())) + ".";

        assertThat(world.refused(unsigned)).isEqualTo(Kind.TOKEN_ALG_NOT_ALLOWED);
        assertThat(world.refused(Minted.signed("RS256", Minted.RSA, header, json(world.claims()))))
                .isEqualTo(Kind.TOKEN_ALG_NOT_ALLOWED);
        assertThat(world.source.asked).isEmpty();
    }

    @Test
    void s_jwt_1_refusesAnAbsentAlgorithmAndOneThatTheIssuerMayNotUse() {
        String absent = Minted.signed("RS256", Minted.RSA, "{\"kid\":\"rsa\"}", json(world.claims()));
        String notForCognito =
                Minted.signed("PS256", Minted.OTHER_RSA, header("PS256", "rsa"), json(world.cognitoClaims()));

        assertThat(world.refused(absent)).isEqualTo(Kind.TOKEN_ALG_NOT_ALLOWED);
        assertThat(world.refused(notForCognito)).isEqualTo(Kind.TOKEN_ALG_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec"})
    void s_jwt_3_refusesASharedSecretThatIsAPublicKey(String kid) throws GeneralSecurityException {
        var key = kid.equals("rsa") ? Minted.RSA.getPublic() : Minted.EC.getPublic();
        String jwk = kid.equals("rsa")
                ? Minted.jwk("rsa", Minted.RSA).toJSONString()
                : Minted.ec("ec").toJSONString();
        List<byte[]> secrets = List.of(
                key.getEncoded(),
                Minted.pem(key).getBytes(UTF_8),
                Minted.pem(key).strip().getBytes(UTF_8),
                jwk.getBytes(UTF_8));

        for (byte[] secret : secrets) {
            assertThat(world.refused(Minted.hmac(secret, header("HS256", kid), json(world.claims()))))
                    .isEqualTo(Kind.TOKEN_ALG_NOT_ALLOWED);
            assertThat(world.refused(Minted.hmac(secret, header("RS256", kid), json(world.claims()))))
                    .isEqualTo(Kind.TOKEN_SIGNATURE_INVALID);
        }
    }

    @Test
    void s_jwt_4_refusesSignaturesThatProveNothing() {
        String input = part(header("ES256", "ec")) + "." + part(json(world.claims()));
        byte[] good = Minted.signature("ES256", Minted.EC, input.getBytes(UTF_8));
        byte[] noR = good.clone();
        Arrays.fill(noR, 0, 32, (byte) 0);
        byte[] noS = good.clone();
        Arrays.fill(noS, 32, 64, (byte) 0);

        assertThat(world.accepted(input + "." + part(good)).subject()).isEqualTo("somebody");
        for (byte[] bad : List.of(
                new byte[64],
                noR,
                noS,
                Minted.signature("ES256 in DER", Minted.EC, input.getBytes(UTF_8)),
                Arrays.copyOf(good, 63),
                Arrays.copyOf(good, 65),
                Arrays.copyOf(good, 132),
                new byte[0])) {
            assertThat(world.refused(input + "." + part(bad))).isEqualTo(Kind.TOKEN_SIGNATURE_INVALID);
        }
    }

    @ParameterizedTest
    @CsvSource({"RS256, ec", "RS256, ed", "ES256, rsa", "ES256, ed", "EdDSA, rsa", "EdDSA, ec", "PS256, ec"})
    void s_jwt_4_bindsTheTypeOfAKeyToTheAlgorithm(String algorithm, String kid) {
        KeyPair pair = switch (algorithm) {
            case "RS256", "PS256" -> Minted.RSA;
            case "ES256" -> Minted.EC;
            default -> Minted.ED;
        };

        assertThat(world.refused(Minted.signed(algorithm, pair, header(algorithm, kid), json(world.claims()))))
                .isEqualTo(Kind.TOKEN_SIGNATURE_INVALID);
    }

    @Test
    void s_jwt_4_takesAKeyOnlyForTheAlgorithmThatItNames() {
        var key = new com.nimbusds.jose.jwk.RSAKey.Builder(Minted.jwk("rsa", Minted.RSA))
                .algorithm(com.nimbusds.jose.JWSAlgorithm.RS256)
                .build();
        world.source.publish(World.JWKS, Minted.jwks(key));

        assertThat(world.accepted(world.token()).subject()).isEqualTo("somebody");
        assertThat(world.refused(Minted.signed("PS256", Minted.RSA, header("PS256", "rsa"), json(world.claims()))))
                .isEqualTo(Kind.TOKEN_SIGNATURE_INVALID);
    }

    @Test
    void s_jwt_6_takesTheKidForANameAndNothingElse() {
        List<String> kids = List.of(
                "../../etc/passwd",
                "' OR 1=1",
                "rsa\0",
                "RSA",
                " rsa",
                "",
                "k".repeat(257),
                "k".repeat(10_000),
                "file:///dev/null",
                "https://canary.example/key",
                "not-there");

        assertThat(kids)
                .allSatisfy(kid -> assertThat(world.refused(
                                Minted.signed("RS256", Minted.RSA, header("RS256", kid), json(world.claims()))))
                        .isEqualTo(Kind.TOKEN_KEY_UNKNOWN));
        assertThat(world.refused(Minted.signed(
                        "RS256", Minted.RSA, "{\"alg\":\"RS256\",\"kid\":[\"rsa\"]}", json(world.claims()))))
                .isEqualTo(Kind.TOKEN_KEY_UNKNOWN);
        assertThat(world.source.asked).containsOnly(World.JWKS).hasSize(1);
    }

    @Test
    void s_jwt_7_looksForAKeyWithItsOwnIssuerOnly() {
        String othersKey = Minted.signed("RS256", Minted.OTHER_RSA, header("RS256", "cognitos"), json(world.claims()));
        String sameName = Minted.signed("RS256", Minted.OTHER_RSA, header("RS256", "rsa"), json(world.claims()));
        world.accepted(cognitoToken(world.cognitoClaims()));

        assertThat(world.refused(othersKey)).isEqualTo(Kind.TOKEN_KEY_UNKNOWN);
        assertThat(world.refused(sameName)).isEqualTo(Kind.TOKEN_SIGNATURE_INVALID);
    }

    @Test
    void s_jwt_9_looksAtTheClockAlsoWhenTheSignatureIsRemembered() {
        Map<String, Object> claims = world.claims();
        claims.put("exp", world.clock.instant().getEpochSecond() + 10);
        String token = token(claims);
        world.accepted(token);

        world.clock.pass(Duration.ofSeconds(71));

        assertThat(world.refused(token)).isEqualTo(Kind.TOKEN_EXPIRED);
    }

    @Test
    void s_jwt_14_tellsTokensApartThatBeginAlike() {
        Map<String, Object> one = world.claims();
        one.remove("sub");
        one.put("padding", "x".repeat(4096));
        one.put("sub", "one");
        String first = token(one);
        one.put("sub", "two");
        String second = token(one);

        assertThat(first.substring(0, 2048)).isEqualTo(second.substring(0, 2048));
        assertThat(world.accepted(first).subject()).isEqualTo("one");
        assertThat(world.accepted(second).subject()).isEqualTo("two");
        assertThat(world.accepted(first).subject()).isEqualTo("one");
    }

    @Test
    void s_jwt_14_remembersNothingOfATokenWithAnotherSignature() {
        String good = world.token();
        world.accepted(good);
        String tampered = good.substring(0, good.lastIndexOf('.') + 1) + part(new byte[256]);

        assertThat(world.refused(tampered)).isEqualTo(Kind.TOKEN_SIGNATURE_INVALID);
    }

    @Test
    void s_jwt_15_forgetsATokenWhoseKeyIsWithdrawn() {
        String token = world.token();
        world.accepted(token);
        world.source.publish(World.JWKS, Minted.jwks(Minted.ec("ec")));

        world.clock.pass(Duration.ofMinutes(5));

        assertThat(world.refused(token)).isEqualTo(Kind.TOKEN_KEY_UNKNOWN);
    }

    @Test
    void s_jwt_15_forgetsATokenWhenAnotherKeyTakesTheName() {
        Map<String, Object> claims = world.claims();
        String token = token(claims);
        world.accepted(token);
        world.source.publish(World.JWKS, Minted.jwks(Minted.jwk("rsa", Minted.OTHER_RSA), Minted.ec("ec")));
        world.clock.pass(Duration.ofMinutes(4));

        world.refused(Minted.signed("RS256", Minted.RSA, header("RS256", "new"), json(claims)));

        assertThat(world.refused(token)).isEqualTo(Kind.TOKEN_SIGNATURE_INVALID);
    }
}
