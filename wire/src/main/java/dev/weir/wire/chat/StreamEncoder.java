package dev.weir.wire.chat;

/// Writes one answer as a stream. For one stream and one thread.
public interface StreamEncoder {

    /// The bytes that tell it; perhaps none.
    byte[] encode(ChatEvent event);
}
