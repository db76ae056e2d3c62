package dev.weir.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;

/// Proves signatures. A key proves an algorithm of its own type only, and if it names one, only that.
final class Signatures {

    private static final int SHORTEST_RSA = 2048;

    private Signatures() {}

    static boolean proves(JWK key, JWSAlgorithm algorithm, String token) {
        if (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)) {
            return false;
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            return switch (key) {
                case RSAKey rsa
                when isRsa(algorithm) && rsa.size() >= SHORTEST_RSA -> verified(jwt, new RSASSAVerifier(rsa));
                case ECKey ec
                when algorithm.equals(JWSAlgorithm.ES256) && Curve.P_256.equals(ec.getCurve()) ->
                    verified(jwt, new ECDSAVerifier(ec));
                case OctetKeyPair okp
                when algorithm.equals(JWSAlgorithm.EdDSA) && Curve.Ed25519.equals(okp.getCurve()) -> edwards(jwt, okp);
                default -> false;
            };
        } catch (JOSEException | ParseException | GeneralSecurityException unprovable) {
            return false;
        }
    }

    private static boolean isRsa(JWSAlgorithm algorithm) {
        return algorithm.equals(JWSAlgorithm.RS256) || algorithm.equals(JWSAlgorithm.PS256);
    }

    private static boolean verified(SignedJWT jwt, JWSVerifier verifier) throws JOSEException {
        return jwt.verify(verifier);
    }

    /// The JDK does this by itself; nimbus would want another library for it.
    private static boolean edwards(SignedJWT jwt, OctetKeyPair key) throws GeneralSecurityException {
        byte[] x = key.getDecodedX();
        byte[] bigEndian = new byte[x.length];
        for (int i = 0; i < x.length; i++) {
            bigEndian[i] = x[x.length - 1 - i];
        }
        boolean odd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        var point = new EdECPoint(odd, new BigInteger(1, bigEndian));
        var signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point)));
        signature.update(jwt.getSigningInput());
        return signature.verify(jwt.getSignature().decode());
    }
}
