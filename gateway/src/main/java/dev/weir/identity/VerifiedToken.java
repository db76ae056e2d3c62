package dev.weir.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// What a token that was proven says.
///
/// @param client the OAuth client that it was issued to; the subject where a token names none
/// @param id its `jti`; empty if it has none
/// @param claims what else it says of those claims that its issuer's rules ask for
public record VerifiedToken(
        String issuer,
        String subject,
        String client,
        Set<String> scopes,
        Instant notBefore,
        Instant expires,
        String id,
        Map<String, Set<String>> claims) {

    public VerifiedToken {
        scopes = Set.copyOf(scopes);
        claims = Map.copyOf(claims);
    }
}
