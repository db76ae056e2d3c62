package dev.weir.relay;

import dev.weir.call.Outcome.By;
import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;

/// What is done with a provider's answer, by its kind. Told in this order: pieces, then one of `ended` and `broke`;
/// each of the two ends the [Dispatch].
interface Relay {

    void chunk(byte[] bytes);

    /// The provider's answer has come to its end.
    void ended();

    /// The answer goes no further. The client is told in the way that this kind of answer allows.
    void broke(By by, Problem problem);

    /// What was kept back leaves: it has waited long enough to be known to be an answer.
    default void letGo() {}

    /// What the provider has counted so far.
    Usage usage();

    /// Whether that is all that it will count.
    boolean counted();

    /// How many bytes of text, thoughts and arguments came so far.
    long said();

    /// Whether the provider makes its answer as it sends it, so that what is cut off costs nothing more.
    boolean streams();

    /// Whether the client has everything that it needs, so that its leaving breaks nothing.
    default boolean complete() {
        return false;
    }
}
