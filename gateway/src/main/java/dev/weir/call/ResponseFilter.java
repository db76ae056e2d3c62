package dev.weir.call;

import dev.weir.problem.Problem;

/// Looks at an answer on its way to the client, and may change or stop it. For one answer and one event loop; never
/// waits.
public interface ResponseFilter {

    /// What is to happen with a piece of an answer.
    sealed interface Verdict {
        /// These bytes go on: the same ones, fewer (some are kept back until more is known), or others.
        record Forward(byte[] bytes) implements Verdict {}

        /// Nothing more goes on; the client is told why in its own format.
        record Stop(Problem problem) implements Verdict {}
    }

    /// An answer begins to come. It takes the place of one that was given up before anything of it had left.
    ///
    /// @param from who answers
    /// @param credential the name of the one that the request was made with
    default void begins(Target from, String credential) {}

    /// Whole frames of a stream, or a piece of an answer that is not streamed.
    Verdict piece(byte[] bytes);

    /// The answer has ended; what was kept back goes on now.
    Verdict end();
}
