package dev.weir.identity;

import static dev.weir.identity.World.cognitoToken;
import static dev.weir.identity.World.header;
import static dev.weir.identity.World.json;
import static dev.weir.identity.World.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a signed token has to say of its issuer, its use, its time and its bearer.
class ClaimsTest {

    private final World world = new World();

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
