package dev.weir.identity;

import dev.weir.problem.Problem;
import java.util.concurrent.Callable;

/// What came of looking at a token.
public sealed interface TokenCheck {

    record Verified(VerifiedToken token) implements TokenCheck {}

    record Rejected(Problem problem) implements TokenCheck {}

    /// The issuer has to be asked for its keys first. May block; not for an event loop.
    record Waiting(Callable<TokenCheck> decide) implements TokenCheck {}
}
