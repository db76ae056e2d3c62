package dev.weir.provider.auth.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.TokenAnswer;
import dev.weir.provider.auth.Web;
import dev.weir.store.Secret;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A service account by its key: signs a statement of who it is (RFC 7523) and is given a token for it.
record ServiceAccount(JsonNode file, Web web, InstantSource clock) implements Source<Secret> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LIFE_SECONDS = 3600;

    @Override
    public Lapsing<Secret> fetch() throws IOException {
        URI address = GoogleAddress.of(file.path("token_uri").stringValue(GoogleFile.TOKEN_URI), "token_uri");
        return TokenAnswer.token(
                TokenAnswer.post(
                        web,
                        address,
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                                "assertion",
                                assertion(address))),
                "the token endpoint " + address.getHost(),
                clock);
    }

    private String assertion(URI audience) throws IOException {
        long now = clock.instant().getEpochSecond();
        String head = encoded(JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("alg", "RS256")
                .put("typ", "JWT")
                .put("kid", file.path("private_key_id").stringValue(""))));
        String claims = encoded(JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("iss", file.path("client_email").stringValue(""))
                .put("scope", GoogleFile.SCOPE)
                .put("aud", audience.toString())
                .put("iat", now)
                .put("exp", now + LIFE_SECONDS)));
        String statement = head + "." + claims;
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key());
            signature.update(statement.getBytes(UTF_8));
            return statement + "." + encoded(signature.sign());
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw new IOException("private_key of the credential file is not an RSA key in PKCS #8");
        }
    }

    private PrivateKey key() throws GeneralSecurityException {
        String pem = file.path("private_key").stringValue("").replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
