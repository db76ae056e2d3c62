package dev.weir.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The keys of our own issuer: one that signs, and those that signed before and are published until the last token that
/// they signed has expired. Shared by all threads.
public final class KeyRing implements KeySource {

    private static final int BITS = 3072;

    /// A public half, and until when tokens that it proves may be good.
    private record Retired(RSAKey key, Instant until) {}

    /// @param proving the public half of the key that signs
    private record Ring(RSAKey signing, RSAKey proving, List<Retired> retired) {
        Ring(RSAKey signing, List<Retired> retired) {
            this(signing, signing.toPublicJWK(), retired);
        }
    }

    private final InstantSource clock;
    private final Duration tokenLife;
    private volatile Ring ring;

    private KeyRing(RSAKey signing, Duration tokenLife, InstantSource clock) {
        this.ring = new Ring(signing, List.of());
        this.tokenLife = tokenLife;
        this.clock = clock;
    }

    /// A ring with a key that only this process has.
    public static KeyRing ephemeral(Duration tokenLife, InstantSource clock) {
        return new KeyRing(generated(), tokenLife, clock);
    }

    /// A ring with an RSA key in PEM (PKCS #8, not encrypted).
    public static KeyRing of(String pem, Duration tokenLife, InstantSource clock) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        byte[] der;
        try {
            der = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new GeneralSecurityException("the signing key is not in PEM (PKCS #8)", notBase64);
        }
        var factory = KeyFactory.getInstance("RSA");
        if (!(factory.generatePrivate(new PKCS8EncodedKeySpec(der)) instanceof RSAPrivateCrtKey key)
                || key.getModulus().bitLength() < 2048) {
            throw new GeneralSecurityException("the signing key is not an RSA key of at least 2048 bits");
        }
        var pair =
                (RSAPublicKey) factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        return new KeyRing(named(new RSAKey.Builder(pair).privateKey(key)), tokenLife, clock);
    }

    /// The key that signs now.
    RSAKey signing() {
        return ring.signing();
    }

    /// Signs with a new key from now on.
    ///
    /// @return the new key's name
    public synchronized String rotate() {
        Instant now = clock.instant();
        var retired = new ArrayList<Retired>();
        for (Retired one : ring.retired()) {
            if (now.isBefore(one.until())) {
                retired.add(one);
            }
        }
        retired.add(new Retired(ring.proving(), now.plus(tokenLife).plus(Claims.SKEW)));
        ring = new Ring(generated(), List.copyOf(retired));
        return ring.signing().getKeyID();
    }

    /// The public halves of all keys whose tokens may still be good.
    public List<JWK> published() {
        Ring current = ring;
        var keys = new ArrayList<JWK>();
        keys.add(current.proving());
        for (Retired one : current.retired()) {
            if (clock.instant().isBefore(one.until())) {
                keys.add(one.key());
            }
        }
        return keys;
    }

    /// On the way of every call, so it makes nothing.
    @Override
    public Lookup lookup(String kid) {
        Ring current = ring;
        if (kid.equals(current.proving().getKeyID())) {
            return new Lookup.Found(current.proving());
        }
        for (Retired one : current.retired()) {
            if (kid.equals(one.key().getKeyID()) && clock.instant().isBefore(one.until())) {
                return new Lookup.Found(one.key());
            }
        }
        return new Lookup.Unknown();
    }

    @Override
    public void refresh() {
        // everything is at hand
    }

    private static RSAKey generated() {
        try {
            return named(new RSAKey.Builder(new RSAKeyGenerator(BITS).generate()));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("every JDK makes RSA keys", impossible);
        }
    }

    private static RSAKey named(RSAKey.Builder key) {
        try {
            return key.keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint()
                    .build();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
