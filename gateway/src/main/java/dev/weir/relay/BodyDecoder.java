package dev.weir.relay;

import dev.weir.problem.Problem;

/// Undoes the `content-encoding` of a body.
public interface BodyDecoder {

    /// What came of decoding.
    sealed interface Decoded {
        record Body(byte[] bytes) implements Decoded {}

        record Refused(Problem problem) implements Decoded {}
    }

    /// Whether this encoding can be undone at all; asked before the body is read.
    boolean knows(String encoding);

    /// @param limit how long the decoded body may be
    Decoded decode(String encoding, byte[] body, long limit);
}
