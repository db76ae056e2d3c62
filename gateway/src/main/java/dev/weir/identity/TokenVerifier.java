package dev.weir.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWK;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Verifies access tokens of any number of issuers. Whatever is not proven to be signed by one of their keys is
/// rejected.
///
/// A proven signature is remembered by the hash of the whole token for five minutes, as long as the issuer has the key
/// that proved it. The clock is looked at every time. Shared by all threads.
public final class TokenVerifier {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 100_000;

    /// What a token once proved.
    private record Proven(VerifiedToken token, TrustedIssuer issuer, String kid, JWK key, Instant until) {}

    private final Map<String, TrustedIssuer> issuers;
    private final InstantSource clock;
    private final Cache<ByteBuffer, Proven> proven = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST_REMEMBERED)
            .build();

    public TokenVerifier(List<TrustedIssuer> issuers, InstantSource clock) {
        this.issuers = issuers.stream().collect(Collectors.toMap(TrustedIssuer::issuer, Function.identity()));
        this.clock = clock;
    }

    /// Checks a token. Never waits; [TokenCheck.Waiting] does.
    public TokenCheck check(String token) {
        ByteBuffer hash = hash(token);
        Instant now = clock.instant();
        Proven before = proven.getIfPresent(hash);
        if (before != null && now.isBefore(before.until()) && stillHas(before)) {
            return inTime(before.token(), now);
        }
        return switch (CompactToken.parse(token)) {
            case CompactToken.Parsed.Refused(Problem problem) -> new TokenCheck.Rejected(problem);
            case CompactToken.Parsed.Token(CompactToken parsed) -> check(token, hash, parsed, now, true);
        };
    }

    private TokenCheck check(String token, ByteBuffer hash, CompactToken parsed, Instant now, boolean mayAsk) {
        JsonNode iss = parsed.claims().path("iss");
        if (!iss.isString()) {
            return rejected(Kind.TOKEN_CLAIMS_INVALID, "the token has no usable iss");
        }
        TrustedIssuer issuer = issuers.get(iss.stringValue());
        if (issuer == null) {
            return rejected(Kind.TOKEN_ISSUER_UNKNOWN, "the token's issuer is not one that is trusted here");
        }
        if (!issuer.algorithms().contains(parsed.algorithm())) {
            return rejected(
                    Kind.TOKEN_ALG_NOT_ALLOWED,
                    "the algorithm %s is not allowed for this issuer".formatted(parsed.algorithm()));
        }
        return switch (issuer.keys().lookup(parsed.kid())) {
            case KeySource.Lookup.Unknown() ->
                rejected(Kind.TOKEN_KEY_UNKNOWN, "the issuer has no key of the name that the token's header says");
            case KeySource.Lookup.Ask() ->
                mayAsk
                        ? new TokenCheck.Waiting(() -> {
                            issuer.keys().refresh();
                            return check(token, hash, parsed, clock.instant(), false);
                        })
                        : rejected(Kind.TOKEN_KEY_UNKNOWN, "the issuer's keys could not be had");
            case KeySource.Lookup.Found(JWK key) -> prove(token, hash, parsed, issuer, key, now);
        };
    }

    private TokenCheck prove(
            String token, ByteBuffer hash, CompactToken parsed, TrustedIssuer issuer, JWK key, Instant now) {
        if (!Signatures.proves(key, parsed.algorithm(), token)) {
            return rejected(Kind.TOKEN_SIGNATURE_INVALID, "the token's signature does not fit the issuer's key");
        }
        return switch (Claims.read(parsed.claims(), issuer, now)) {
            case TokenCheck.Verified(VerifiedToken verified) -> {
                Instant until = now.plus(REMEMBERED);
                proven.put(hash, new Proven(verified, issuer, parsed.kid(), key, until));
                yield inTime(verified, now);
            }
            case TokenCheck.Rejected rejected -> rejected;
            case TokenCheck.Waiting waiting -> waiting;
        };
    }

    private static TokenCheck inTime(VerifiedToken token, Instant now) {
        if (now.isAfter(token.expires().plus(Claims.SKEW))) {
            return rejected(Kind.TOKEN_EXPIRED, "the token expired at " + token.expires());
        }
        if (now.plus(Claims.SKEW).isBefore(token.notBefore())) {
            return rejected(Kind.TOKEN_NOT_YET_VALID, "the token is valid from " + token.notBefore());
        }
        return new TokenCheck.Verified(token);
    }

    private static boolean stillHas(Proven before) {
        return before.issuer().keys().lookup(before.kid()) instanceof KeySource.Lookup.Found(JWK key)
                && key.equals(before.key());
    }

    private static TokenCheck rejected(Kind kind, String detail) {
        return new TokenCheck.Rejected(new Problem(kind, detail));
    }

    private static ByteBuffer hash(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
