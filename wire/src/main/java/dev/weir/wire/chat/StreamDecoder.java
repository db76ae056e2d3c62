package dev.weir.wire.chat;

import dev.weir.wire.frame.Frame;
import java.util.function.Consumer;

/// Reads one provider's stream. For one stream and one thread.
public interface StreamDecoder {

    void decode(Frame frame, Consumer<? super ChatEvent> out);

    /// The stream has come to its end; what was kept back is told now.
    void end(Consumer<? super ChatEvent> out);

    /// Whether the provider has said how much was used in the end; until then what it counted may still grow.
    boolean counted();
}
