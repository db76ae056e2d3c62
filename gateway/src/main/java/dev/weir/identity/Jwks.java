package dev.weir.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads JWKS documents with as little trust as possible.
final class Jwks {

    private static final Logger LOG = LoggerFactory.getLogger(Jwks.class);
    private static final int MOST_KEYS = 100;

    /// A document that is not used at all.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    private Jwks() {}

    /// The public keys for signatures, by their ids. Private parts are thrown away; symmetric keys and keys for
    /// encryption are passed over.
    static Map<String, JWK> parse(byte[] document) throws Unusable {
        if (document.length > JwksSource.LIMIT) {
            throw new Unusable("the document is longer than %d bytes".formatted(JwksSource.LIMIT));
        }
        List<JWK> all = keys(document);
        if (all.size() > MOST_KEYS) {
            throw new Unusable("the document has %d keys; at most %d are taken".formatted(all.size(), MOST_KEYS));
        }
        var keys = new HashMap<String, JWK>();
        for (JWK key : all) {
            boolean symmetric = key.getKeyType().equals(KeyType.OCT);
            if (!symmetric && key.getKeyID() != null && !KeyUse.ENCRYPTION.equals(key.getKeyUse())) {
                if (key.isPrivate()) {
                    LOG.atWarn().addKeyValue("kid", key.getKeyID()).log("an issuer publishes a private key");
                }
                keys.put(key.getKeyID(), key.toPublicJWK());
            }
        }
        return Map.copyOf(keys);
    }

    private static List<JWK> keys(byte[] document) throws Unusable {
        try {
            return JWKSet.parse(new String(document, UTF_8)).getKeys();
        } catch (ParseException notKeys) {
            throw new Unusable("the document is not a JWKS");
        }
    }
}
