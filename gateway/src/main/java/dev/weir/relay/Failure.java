package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.format.ErrorWords;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.util.Optional;

/// Why an attempt brought the client nothing.
///
/// @param status what the provider answered; 0 if it did not
/// @param retryAfter how long the provider wants to be left alone
/// @param hopeless whether the provider said that asking again is not worth it
/// @param verbatim the provider's own words, where the caller understands them and they are about the request
record Failure(
        Cause cause,
        int status,
        Problem problem,
        Optional<Duration> retryAfter,
        boolean hopeless,
        Optional<Verbatim> verbatim) {

    /// Whose doing it was.
    enum Cause {
        /// No connection: the provider knows nothing of the call.
        UNREACHED,
        /// The connection broke before anything was said.
        RESET,
        /// What came was no answer, or an answer that failed before its first words.
        UNUSABLE,
        /// Nothing came in time.
        LATE,
        /// The provider said so.
        STATUS,
        /// It did not take our credential, but a fresh token may do.
        TOKEN,
        CREDENTIAL,
        ACCOUNT,
        /// Nothing can be had to show it.
        UNPROVED,
        /// It cannot be told what the caller said.
        UNSAYABLE,
        /// There is no money for it.
        UNPAID,
        /// We ended it, or the client did.
        INTERRUPTED
    }

    /// A provider's error as it came.
    record Verbatim(Headers head, byte[] body, String message) {}

    static Failure of(Cause cause, Problem problem) {
        return new Failure(cause, 0, problem, Optional.empty(), false, Optional.empty());
    }

    /// An error that a stream told in place of its first words.
    static Failure told(Problem problem) {
        return of(Cause.UNUSABLE, problem);
    }

    static Failure told(Frame frame) {
        String said = ErrorWords.read(Headers.NONE, frame.data())
                .map(ErrorWords.Told::message)
                .filter(message -> !message.isEmpty())
                .orElse("the stream began with an error");
        return told(new Problem(Kind.UPSTREAM_ERROR, said));
    }

    /// What the transport tells.
    static Failure of(Problem problem) {
        return of(
                switch (problem.kind()) {
                    case UPSTREAM_CONNECT -> Cause.UNREACHED;
                    case UPSTREAM_RESET -> Cause.RESET;
                    case UPSTREAM_TIMEOUT -> Cause.LATE;
                    default -> Cause.UNUSABLE;
                },
                problem);
    }
}
