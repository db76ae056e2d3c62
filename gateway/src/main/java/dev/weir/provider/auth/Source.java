package dev.weir.provider.auth;

import java.io.IOException;

/// Where a credential that lapses comes from. Asking waits (for a file, a process, a network), so it happens on a
/// virtual thread and never on behalf of a single call; the one who renews it sees to that.
@FunctionalInterface
public interface Source<T> {

    /// A fresh one.
    ///
    /// @throws IOException if there is none; its message says what was asked and found, and repeats no secret
    Lapsing<T> fetch() throws IOException;
}
