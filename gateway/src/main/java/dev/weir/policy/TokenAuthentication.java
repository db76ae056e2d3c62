package dev.weir.policy;

import dev.weir.directory.Directory;
import dev.weir.identity.Clients;
import dev.weir.identity.PresentedCredential;
import dev.weir.identity.TokenCheck;
import dev.weir.identity.TokenVerifier;
import dev.weir.identity.VerifiedToken;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Lets in who presents a good token or API key with the scope that is wanted, and is known.
public final class TokenAuthentication implements Authentication {

    private static final Duration OLDEST_KEYS = Duration.ofMinutes(15);

    /// What is known now.
    ///
    /// @param age how long ago the directory was known to be what the store says
    public record Known(TokenVerifier verifier, Directory directory, Clients.Hasher hasher, Duration age) {}

    private final Supplier<Known> known;
    private final String scope;
    private final InstantSource clock;

    /// @param scope what a credential has to be good for
    public TokenAuthentication(Supplier<Known> known, String scope, InstantSource clock) {
        this.known = known;
        this.scope = scope;
        this.clock = clock;
    }

    @Override
    public Result authenticate(Headers headers) {
        return switch (PresentedCredential.of(headers)) {
            case PresentedCredential.Refused(Problem problem) -> new Result.Refused(problem);
            case PresentedCredential.Token(String value) ->
                value.startsWith(Clients.PREFIX)
                        ? key(value)
                        : checked(known.get().verifier().check(value));
        };
    }

    /// A key cannot expire by itself as a token does, so it is not taken for ever when nobody can say that it is
    /// revoked.
    private Result key(String value) {
        Known now = known.get();
        if (now.age().compareTo(OLDEST_KEYS) > 0) {
            return new Result.Refused(new Problem(
                            Kind.STORE_UNAVAILABLE,
                            "the store is away, and what is known of API keys is older than %d minutes; access tokens are taken"
                                    .formatted(OLDEST_KEYS.toMinutes()))
                    .retryAfter(Duration.ofSeconds(10)));
        }
        return result(now.directory().holder(now.hasher().hash(value), scope, clock.instant()));
    }

    private Result checked(TokenCheck check) {
        return switch (check) {
            case TokenCheck.Rejected(Problem problem) -> new Result.Refused(problem);
            case TokenCheck.Waiting(var decide) -> new Result.Slow(() -> checked(decide.call()));
            // The signature is remembered, the bearer is not: whoever is disabled is so on the next call.
            case TokenCheck.Verified(VerifiedToken token) ->
                result(known.get().directory().bearer(token, scope));
        };
    }

    private static Result result(Directory.Told told) {
        return switch (told) {
            case Directory.Told.Known(var principal) -> new Result.Passed(principal);
            case Directory.Told.Refused(Problem problem) -> new Result.Refused(problem);
        };
    }
}
