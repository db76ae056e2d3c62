package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.frame.Frame;

/// Looks at the frames of one stream as they pass, and changes none: what was used, whether the stream has come to its
/// proper end. Knows how to break the stream off in its own format. For one stream and one thread.
public interface StreamWatch {

    void saw(Frame frame);

    /// What was counted so far.
    Usage usage();

    /// Whether the provider has said how much was used in the end; until then [#usage] may still grow.
    boolean counted();

    /// How many bytes of text, thoughts and arguments there were so far, for when nobody counts them.
    long said();

    /// Whether the stream has said that it is complete, or that it failed. Without it, an end is a break.
    boolean ended();

    /// Whether this frame carries content, after which another provider cannot take over.
    boolean isContent(Frame frame);

    /// Whether this frame says that the provider failed.
    boolean isFailure(Frame frame);

    /// Whether this frame holds nothing but the usage.
    default boolean isUsageOnly(Frame frame) {
        return false;
    }

    /// The frames that tell a client of this format that the stream failed.
    byte[] failure(Problem problem, String requestId);
}
