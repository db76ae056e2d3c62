package dev.weir.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JwksTest {

    private static Map<String, JWK> parsed(String... keys) throws Jwks.Unusable {
        return Jwks.parse("{\"keys\":[%s]}".formatted(String.join(",", keys)).getBytes(UTF_8));
    }

    @Test
    void s_jwt_13_passesOverWhatIsNotAPublicKeyForSignatures() throws Jwks.Unusable {
        String secret = "{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"c2VjcmV0\"}";
        String encryption = new RSAKey.Builder(Minted.jwk("encryption", Minted.RSA))
                .keyUse(KeyUse.ENCRYPTION)
                .build()
                .toJSONString();
        String unknown = "{\"kty\":\"AKP\",\"kid\":\"later\"}";

        Map<String, JWK> keys =
                parsed(secret, encryption, unknown, Minted.ec("good").toJSONString());

        assertThat(keys).containsOnlyKeys("good");
    }

    @Test
    void s_jwt_13_throwsPrivatePartsAway() throws Jwks.Unusable {
        String leaked = new RSAKey.Builder(Minted.jwk("leaked", Minted.RSA))
                .privateKey(Minted.RSA.getPrivate())
                .build()
                .toJSONString();

        assertThat(parsed(leaked).get("leaked"))
                .satisfies(key -> assertThat(key.isPrivate()).isFalse());
    }
}
