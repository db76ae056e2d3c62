package dev.weir.store;

import dev.weir.config.SecretRef;

/// Where secrets are.
///
/// Implementations promise: a reference that cannot be read is an answer, not an exception; no answer repeats a
/// secret; the answer to a reference changes only in [#refresh].
public interface SecretStore {

    /// What a reference refers to. The first time it may wait for a file or a network, later it never does.
    Answer read(SecretRef reference);

    /// Looks at everything again that was ever asked for. Waits; whoever wants fresh secrets calls it from time to
    /// time.
    ///
    /// @return whether any answer is another than before
    boolean refresh();

    sealed interface Answer {
        record Found(Secret secret) implements Answer {}

        /// @param why for people: the thing, what was found and what was wanted
        record Missing(String why) implements Answer {}
    }
}
