package dev.weir.identity;

import dev.weir.config.Issuer.Binding;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads the claims of a token whose signature is good. Every claim is compared to the letter, and one of another type
/// than wanted grants nothing.
final class Claims {

    static final Duration SKEW = Duration.ofSeconds(60);
    private static final Duration LONGEST_LIFE = Duration.ofHours(24);

    /// What only ID tokens have.
    private static final Set<String> ID_TOKEN = Set.of("nonce", "at_hash", "c_hash");

    /// The latest time that can be meant.
    private static final long END_OF_TIME =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    /// Leaves the reading at once.
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        Wrong(Kind kind, String detail) {
            super(detail, null, false, false);
            this.problem = new Problem(kind, detail);
        }
    }

    private final JsonNode claims;

    private Claims(JsonNode claims) {
        this.claims = claims;
    }

    static TokenCheck read(JsonNode json, TrustedIssuer issuer, Instant now) {
        try {
            VerifiedToken token = new Claims(json).read(issuer, now);
            return new TokenCheck.Verified(token);
        } catch (Wrong wrong) {
            return new TokenCheck.Rejected(wrong.problem);
        }
    }

    private VerifiedToken read(TrustedIssuer issuer, Instant now) {
        if (claims.has("cnf")) {
            throw new Wrong(
                    Kind.TOKEN_BINDING, "the token is bound to a key (cnf), and no proof of it is understood here");
        }
        if (ID_TOKEN.stream().anyMatch(claims::has)
                || claims.path("token_use").stringValue("access").equals("id")) {
            throw new Wrong(Kind.TOKEN_TYPE, "the token is an ID token; an access token is wanted");
        }
        Instant expires = time("exp");
        Instant issued = claims.has("iat") ? time("iat") : expires.minus(LONGEST_LIFE);
        Instant notBefore = claims.has("nbf") ? time("nbf") : issued;
        if (Duration.between(issued, expires).compareTo(LONGEST_LIFE) > 0) {
            throw new Wrong(Kind.TOKEN_LIFETIME, "the token lives longer than " + LONGEST_LIFE.toHours() + " hours");
        }
        if (issued.isAfter(now.plus(SKEW))) {
            if (!claims.has("iat")) {
                throw new Wrong(
                        Kind.TOKEN_LIFETIME,
                        "the token has no iat, and expires in more than " + LONGEST_LIFE.toHours() + " hours");
            }
            throw new Wrong(Kind.TOKEN_NOT_YET_VALID, "the token was issued in the future");
        }
        String client = claims.has("client_id") ? text("client_id") : claims.has("azp") ? text("azp") : text("sub");
        String subject = claims.has("sub") ? text("sub") : client;
        Set<String> scopes = scopes();
        bound(issuer.binding(), client, scopes);
        return new VerifiedToken(
                issuer.issuer(),
                subject,
                client,
                scopes,
                notBefore,
                expires,
                claims.path("jti").stringValue(""),
                kept(issuer.asked()));
    }

    /// Of other types than text and lists of text nothing is kept, so they fit no rule.
    private Map<String, Set<String>> kept(Set<String> asked) {
        var kept = new HashMap<String, Set<String>>();
        for (String name : asked) {
            JsonNode claim = claims.path(name);
            var values = new HashSet<String>();
            claim.stringValueOpt().ifPresent(values::add);
            if (claim.isArray()) {
                claim.forEach(one -> one.stringValueOpt().ifPresent(values::add));
            }
            kept.put(name, Set.copyOf(values));
        }
        return kept;
    }

    private void bound(Binding binding, String client, Set<String> scopes) {
        switch (binding) {
            case Binding.Audience(String audience) -> {
                JsonNode aud = claims.path("aud");
                boolean ours = aud.isString() && aud.stringValue().equals(audience);
                for (JsonNode one : aud.isArray() ? aud : claims.path("none")) {
                    ours |= one.isString() && one.stringValue().equals(audience);
                }
                if (!ours) {
                    throw new Wrong(Kind.TOKEN_CLAIMS_INVALID, "the token's aud does not name " + audience);
                }
            }
            case Binding.AccessToken(String scope, Set<String> clients) -> {
                if (!claims.path("token_use").stringValue("").equals("access")) {
                    throw new Wrong(Kind.TOKEN_TYPE, "the token's token_use is not access");
                }
                if (!scope.isEmpty() && !scopes.contains(scope)) {
                    throw new Wrong(Kind.TOKEN_CLAIMS_INVALID, "the token lacks the scope " + scope);
                }
                if (!clients.isEmpty() && !clients.contains(client)) {
                    throw new Wrong(
                            Kind.TOKEN_CLAIMS_INVALID, "the token was issued to a client that is not known here");
                }
            }
        }
    }

    private Set<String> scopes() {
        JsonNode scope = claims.path("scope");
        if (scope.isMissingNode()) {
            return Set.of();
        }
        if (!scope.isString()) {
            throw new Wrong(Kind.TOKEN_CLAIMS_INVALID, "the token's scope is not a string");
        }
        return scope.stringValue().isBlank()
                ? Set.of()
                : Set.of(java.util.Arrays.stream(scope.stringValue().split(" ", -1))
                        .filter(one -> !one.isEmpty())
                        .distinct()
                        .toArray(String[]::new));
    }

    private String text(String name) {
        JsonNode value = claims.path(name);
        if (!value.isString()
                || value.stringValue().isEmpty()
                || value.stringValue().length() > 512) {
            throw new Wrong(Kind.TOKEN_CLAIMS_INVALID, "the token has no usable " + name);
        }
        return value.stringValue();
    }

    private Instant time(String name) {
        JsonNode value = claims.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new Wrong(Kind.TOKEN_CLAIMS_INVALID, "the token's " + name + " is not a whole number of seconds");
        }
        long seconds = value.longValue();
        if (seconds < 0 || seconds > END_OF_TIME) {
            throw new Wrong(Kind.TOKEN_CLAIMS_INVALID, "the token's " + name + " is not a time that can be meant");
        }
        return Instant.ofEpochSecond(seconds);
    }
}
