package dev.weir.identity;

import static dev.weir.identity.Minted.part;
import static dev.weir.identity.World.cognitoToken;
import static dev.weir.identity.World.header;
import static dev.weir.identity.World.json;
import static dev.weir.identity.World.token;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem.Kind;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void s_jwt_2_refusesWhateverIsNotASignedTokenInItsCompactForm() {
        String good = world.token();
        String plain = part("{\"alg\":\"none\"}") + "." + part(json(world.claims())) + ".";
        String[] parts = good.split("\\.", -1);

        List<String> malformed = List.of(
                "",
                ".",
                "..",
                "sk-not-a-token",
                parts[0] + "." + parts[1],
                good + "." + parts[2],
                part("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}") + ".a2V5.aXY." + part(plain) + ".dGFn",
                "{\"payload\":\"%s\",\"protected\":\"%s\",\"signature\":\"%s\"}"
                        .formatted(parts[1], parts[0], parts[2]),
                good + " ",
                good + "\n",
                good + "=",
                parts[0] + "=." + parts[1] + "." + parts[2],
                "[]." + parts[1] + "." + parts[2],
                part("[]") + "." + parts[1] + "." + parts[2],
                part("{} {}") + "." + parts[1] + "." + parts[2]);

        assertThat(malformed)
                .allSatisfy(token -> assertThat(world.refused(token)).isEqualTo(Kind.TOKEN_MALFORMED));
        assertThat(world.source.asked).isEmpty();
    }

    @Test
    void s_jwt_2_refusesBase64ThatIsNotCanonical() {
        String good = world.token();
        char last = good.charAt(good.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char sameBytes = alphabet.charAt(alphabet.indexOf(last) + 1);

        assertThat(good.substring(good.lastIndexOf('.') + 1)).hasSize(342);
        assertThat(world.refused(good.substring(0, good.length() - 1) + sameBytes))
                .isEqualTo(Kind.TOKEN_MALFORMED);
    }

    @Test
    void s_jwt_2_refusesAnEncryptedTokenThatWrapsAnUnsignedOne() {
        String header = "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"cty\":\"JWT\",\"enc\":\"A256GCM\"}";

        assertThat(world.refused(Minted.signed("RS256", Minted.RSA, header, json(world.claims()))))
                .isEqualTo(Kind.TOKEN_MALFORMED);
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
    void s_jwt_5_refusesAHeaderThatBringsAKeyAlongAndAsksNobody() {
        String canary = "https://canary.example/keys";
        Map<String, Object> hostile = Map.of(
                "jwk",
                Minted.jwk("rsa", Minted.OTHER_RSA).toJSONObject(),
                "jku",
                canary,
                "x5u",
                canary,
                "x5c",
                List.of("MIIB"),
                "crit",
                List.of("exp"),
                "b64",
                false,
                "zip",
                "DEF",
                "p2c",
                1_000_000);

        hostile.forEach((name, value) -> {
            String header = json(Map.of("alg", "RS256", "kid", "rsa", name, value));
            assertThat(world.refused(Minted.signed("RS256", Minted.OTHER_RSA, header, json(world.claims()))))
                    .as(name)
                    .isEqualTo(Kind.TOKEN_MALFORMED);
        });

        assertThat(world.source.asked).isEmpty();
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://issuer.example/",
                "https://ISSUER.example",
                "https://issuer.example.evil",
                " https://issuer.example",
                "https://issuer.example\u0000",
                ""
            })
    void s_jwt_7_comparesTheIssuerToTheLetter(String issuer) {
        Map<String, Object> claims = world.claims();
        claims.put("iss", issuer);

        assertThat(world.refused(token(claims))).isEqualTo(Kind.TOKEN_ISSUER_UNKNOWN);
        assertThat(world.source.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "exp"})
    void s_jwt_8_refusesATokenThatLacksAClaim(String name) {
        Map<String, Object> claims = world.claims();
        claims.remove(name);

        assertThat(world.refused(token(claims))).isEqualTo(Kind.TOKEN_CLAIMS_INVALID);
    }

    @Test
    void s_jwt_8_wantsASubjectOrAClient() {
        Map<String, Object> noClient = world.claims();
        noClient.remove("client_id");
        Map<String, Object> neither = world.claims();
        neither.remove("client_id");
        neither.remove("sub");

        assertThat(world.accepted(token(noClient)).client()).isEqualTo("somebody");
        assertThat(world.refused(token(neither))).isEqualTo(Kind.TOKEN_CLAIMS_INVALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"iss\":[\"https://issuer.example\"]",
                "\"aud\":[\"others\"]",
                "\"aud\":[]",
                "\"aud\":[[\"weir\"]]",
                "\"aud\":{\"0\":\"weir\"}",
                "\"aud\":\"Weir\"",
                "\"aud\":\"weir \"",
                "\"aud\":null",
                "\"aud\":true",
                "\"exp\":\"9999999999\"",
                "\"exp\":1e400",
                "\"exp\":1772370000.5",
                "\"exp\":1.7723700e9",
                "\"exp\":-1",
                "\"exp\":9223372036854775807",
                "\"exp\":92233720368547758070",
                "\"exp\":null",
                "\"iat\":\"now\"",
                "\"nbf\":{}",
                "\"sub\":\"\"",
                "\"sub\":7",
                "\"client_id\":[\"agents\"]",
                "\"scope\":[\"https://gateway.internal/invoke\"]",
                "\"scope\":7"
            })
    void s_jwt_8_refusesAClaimOfAnotherTypeOrValue(String member) {
        Map<String, Object> claims = world.claims();
        claims.remove(member.substring(1, member.indexOf('"', 1)));
        String json = json(claims).replaceFirst("}$", "," + member + "}");

        assertThat(world.refused(Minted.signed("RS256", Minted.RSA, header("RS256", "rsa"), json)))
                .isEqualTo(Kind.TOKEN_CLAIMS_INVALID);
    }

    @Test
    void s_jwt_8_takesAnAudienceAmongOthers() {
        Map<String, Object> claims = world.claims();
        claims.put("aud", List.of("others", "weir"));

        assertThat(world.accepted(token(claims)).subject()).isEqualTo("somebody");
    }

    @Test
    void s_jwt_8_wantsScopeAndClientWhereNoAudienceBindsAToken() {
        Map<String, Object> otherScope = world.cognitoClaims();
        otherScope.put("scope", "https://another.api/read");
        Map<String, Object> otherClient = world.cognitoClaims();
        otherClient.put("client_id", "others");

        assertThat(world.accepted(cognitoToken(world.cognitoClaims())).client()).isEqualTo("agents");
        assertThat(world.refused(cognitoToken(otherScope))).isEqualTo(Kind.TOKEN_CLAIMS_INVALID);
        assertThat(world.refused(cognitoToken(otherClient))).isEqualTo(Kind.TOKEN_CLAIMS_INVALID);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-3600, -, -61, TOKEN_EXPIRED",
                "0, 61, 3600, TOKEN_NOT_YET_VALID",
                "61, -, 3600, TOKEN_NOT_YET_VALID",
                "0, -, 86401, TOKEN_LIFETIME",
                "-, -, 86461, TOKEN_LIFETIME",
                "-, -, 99999999, TOKEN_LIFETIME",
                "0, -, 253402300799, TOKEN_CLAIMS_INVALID"
            })
    void s_jwt_9_refusesATokenOutOfItsTime(String issued, String notBefore, long expires, Kind kind) {
        assertThat(world.refused(token(times(issued, notBefore, expires)))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-3600, -, -60", "60, 60, 3600", "0, -, 86400", "-, -, 3600"})
    void s_jwt_9_forgivesClocksThatDifferByAMinute(String issued, String notBefore, long expires) {
        assertThat(world.accepted(token(times(issued, notBefore, expires))).subject())
                .isEqualTo("somebody");
    }

    private Map<String, Object> times(@Nullable String issued, @Nullable String notBefore, long expires) {
        long now = world.clock.instant().getEpochSecond();
        Map<String, Object> claims = world.claims();
        claims.remove("iat");
        if (issued != null) {
            claims.put("iat", now + Long.parseLong(issued));
        }
        if (notBefore != null) {
            claims.put("nbf", now + Long.parseLong(notBefore));
        }
        claims.put("exp", now + expires);
        return claims;
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

    @ParameterizedTest
    @ValueSource(strings = {"nonce", "at_hash", "c_hash"})
    void s_jwt_10_refusesAnIdToken(String claim) {
        Map<String, Object> claims = world.claims();
        claims.put(claim, "n-0S6_WzA2Mj");

        assertThat(world.refused(token(claims))).isEqualTo(Kind.TOKEN_TYPE);
    }

    @Test
    void s_jwt_10_refusesATokenOfAnotherUse() {
        Map<String, Object> id = world.claims();
        id.put("token_use", "id");
        Map<String, Object> cognitoId = world.cognitoClaims();
        cognitoId.put("token_use", "id");
        Map<String, Object> cognitoUnsaid = world.cognitoClaims();
        cognitoUnsaid.remove("token_use");

        assertThat(world.refused(token(id))).isEqualTo(Kind.TOKEN_TYPE);
        assertThat(world.refused(cognitoToken(cognitoId))).isEqualTo(Kind.TOKEN_TYPE);
        assertThat(world.refused(cognitoToken(cognitoUnsaid))).isEqualTo(Kind.TOKEN_TYPE);
    }

    @ParameterizedTest
    @CsvSource({"JWT, true", "at+jwt, true", "application/at+jwt, true", "logout+jwt, false", "dpop+jwt, false"})
    void s_jwt_10_takesTheTypesOfAccessTokensOnly(String type, boolean taken) {
        String header = json(Map.of("alg", "RS256", "kid", "rsa", "typ", type));
        String token = Minted.signed("RS256", Minted.RSA, header, json(world.claims()));

        if (taken) {
            assertThat(world.accepted(token).subject()).isEqualTo("somebody");
        } else {
            assertThat(world.refused(token)).isEqualTo(Kind.TOKEN_TYPE);
        }
    }

    @Test
    void s_jwt_11_refusesJsonThatCanBeReadInTwoWays() {
        String claims = json(world.claims());
        String twice = claims.replaceFirst("}$", ",\"sub\":\"somebody else\"}");
        String twiceBelow = claims.replaceFirst("}$", ",\"a\":{\"b\":1,\"b\":2}}");
        String twiceEscaped = claims.replaceFirst("}$", ",\"s\\\\u0075b\":\"somebody else\"}");
        String deep = claims.replaceFirst("}$", ",\"deep\":" + "[".repeat(8) + "]".repeat(8) + "}");

        for (String bad : List.of(twice, twiceBelow, twiceEscaped, deep)) {
            assertThat(world.refused(Minted.signed("RS256", Minted.RSA, header("RS256", "rsa"), bad)))
                    .isEqualTo(Kind.TOKEN_MALFORMED);
        }
        assertThat(world.refused(Minted.signed(
                        "RS256", Minted.RSA, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"kid\":\"rsa\"}", claims)))
                .isEqualTo(Kind.TOKEN_MALFORMED);
    }

    @Test
    void s_jwt_11_refusesWhatIsNotUtf8OrTooLong() {
        String claims = json(world.claims());
        byte[] latin = claims.replace("somebody", "jos\u00e9").getBytes(ISO_8859_1);
        byte[] wide = claims.getBytes(UTF_16);

        for (byte[] bad : List.of(latin, wide)) {
            String input = part(header("RS256", "rsa")) + "." + part(bad);
            String token = input + "." + part(Minted.signature("RS256", Minted.RSA, input.getBytes(UTF_8)));
            assertThat(world.refused(token)).isEqualTo(Kind.TOKEN_MALFORMED);
        }
        Map<String, Object> much = world.claims();
        much.put("much", "x".repeat(16 * 1024));
        assertThat(world.refused(token(much))).isEqualTo(Kind.TOKEN_MALFORMED);
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

    @Test
    void s_jwt_17_comparesScopesToTheLetter() {
        Map<String, Object> claims = world.cognitoClaims();
        for (String scope : List.of(
                "*",
                "https://gateway.internal/*",
                "https://gateway.internal/Invoke",
                "https://gateway.internal/\u0456nvoke",
                "https://gateway.internal/invoke\u00a0",
                "https://gateway.internal/invoke,openid")) {
            claims.put("scope", scope);

            assertThat(world.refused(cognitoToken(claims))).isEqualTo(Kind.TOKEN_CLAIMS_INVALID);
        }
        for (String client : List.of("*", "agent\u0455", "Agents", "agents ")) {
            Map<String, Object> lookAlike = world.cognitoClaims();
            lookAlike.put("client_id", client);

            assertThat(world.refused(cognitoToken(lookAlike))).isEqualTo(Kind.TOKEN_CLAIMS_INVALID);
        }
    }

    @Test
    void s_jwt_19_refusesATokenThatIsBoundToAKey() {
        for (Object confirmation : List.of(Map.of("jkt", "thumbprint"), Map.of("x5t#S256", "hash"), Map.of(), "")) {
            Map<String, Object> claims = world.claims();
            claims.put("cnf", confirmation);

            assertThat(world.refused(token(claims))).isEqualTo(Kind.TOKEN_BINDING);
        }
    }
}
