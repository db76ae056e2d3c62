package dev.weir.policy;

import dev.weir.call.Principal;
import dev.weir.identity.PresentedCredential;
import dev.weir.identity.TokenCheck;
import dev.weir.identity.TokenVerifier;
import dev.weir.identity.VerifiedToken;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import java.util.Optional;
import java.util.function.Function;

/// Lets in who presents a good token with the scope that is wanted, and is known.
public final class TokenAuthentication implements Authentication {

    /// What the current configuration makes of a verified token; empty if it knows its bearer no more.
    @FunctionalInterface
    public interface Directory extends Function<VerifiedToken, Optional<Principal>> {}

    private final TokenVerifier verifier;
    private final Directory directory;
    private final String scope;

    /// @param scope what a token has to say
    public TokenAuthentication(TokenVerifier verifier, Directory directory, String scope) {
        this.verifier = verifier;
        this.directory = directory;
        this.scope = scope;
    }

    @Override
    public Result authenticate(Headers headers) {
        return switch (PresentedCredential.of(headers)) {
            case PresentedCredential.Refused(Problem problem) -> new Result.Refused(problem);
            case PresentedCredential.Token(String token) -> checked(verifier.check(token));
        };
    }

    private Result checked(TokenCheck check) {
        return switch (check) {
            case TokenCheck.Rejected(Problem problem) -> new Result.Refused(problem);
            case TokenCheck.Waiting(var decide) -> new Result.Slow(() -> checked(decide.call()));
            case TokenCheck.Verified(VerifiedToken token) -> known(token);
        };
    }

    /// The signature is remembered, the bearer is not: whoever is disabled is so on the next call.
    private Result known(VerifiedToken token) {
        if (!token.scopes().contains(scope)) {
            return new Result.Refused(new Problem(Kind.SCOPE_MISSING, "the token lacks the scope " + scope));
        }
        Optional<Principal> principal = directory.apply(token);
        return principal.isPresent()
                ? new Result.Passed(principal.get())
                : new Result.Refused(
                        new Problem(Kind.PRINCIPAL_DISABLED, "the client of this token is not known here any more"));
    }
}
