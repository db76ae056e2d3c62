package dev.weir.identity;

import com.nimbusds.jose.jwk.JWK;

/// The public keys of one issuer.
public interface KeySource {

    /// What came of looking for a key.
    sealed interface Lookup {
        record Found(JWK key) implements Lookup {}

        record Unknown() implements Lookup {}

        /// [#refresh] may bring it.
        record Ask() implements Lookup {}
    }

    /// Looks at what is at hand; never waits.
    Lookup lookup(String kid);

    /// Asks the issuer, unless somebody has just done so. Waits.
    void refresh();
}
