package dev.weir.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// Issues access tokens of the shape that Cognito's have, so that whatever checks those checks these.
public final class TokenIssuer {

    private final String issuer;
    private final KeyRing keys;
    private final Duration life;
    private final InstantSource clock;

    public TokenIssuer(String issuer, KeyRing keys, Duration life, InstantSource clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.life = life;
        this.clock = clock;
    }

    public String issuer() {
        return issuer;
    }

    public Duration life() {
        return life;
    }

    public KeyRing keys() {
        return keys;
    }

    /// A token for a client that was authenticated.
    public String issue(String client, Set<String> scopes) {
        Instant now = clock.instant();
        RSAKey key = keys.signing();
        var claims = new JWTClaimsSet.Builder()
                .subject(client)
                .claim("token_use", "access")
                .claim("scope", String.join(" ", new TreeSet<>(scopes)))
                .claim("auth_time", now.getEpochSecond())
                .issuer(issuer)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life)))
                .claim("version", 2)
                .jwtID(UUID.randomUUID().toString())
                .claim("client_id", client)
                .build();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the ring's own key signs", impossible);
        }
        return token.serialize();
    }
}
