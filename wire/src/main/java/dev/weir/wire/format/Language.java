package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.chat.StreamEncoder;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A format that a chat can be translated from and to.
public interface Language {

    /// What is told of an answer beside what the provider said.
    ///
    /// @param id what the answer is called, without the prefix that the format gives it
    /// @param model what the caller calls the model
    /// @param created in seconds since 1970
    /// @param usage whether a stream tells what was used
    /// @param thoughts whether to tell what the model thinks also where the format has no word of its own for it
    record Telling(String id, String model, long created, boolean usage, boolean thoughts) {}

    /// Whether a caller can keep signed thoughts in what it tells of earlier turns.
    boolean keepsSignedThoughts();

    /// Whether a model asked in this language answers this with signed thoughts.
    boolean signsThoughts(ChatRequest request);

    /// Reads a request. What is not understood or has no word in the vocabulary is in `losses` afterwards.
    ChatRequest decode(JsonNode request, Losses losses);

    /// Writes a request.
    ///
    /// @param words remembers what tools and calls are called at the provider
    ObjectNode encode(ChatRequest request, ToolWords words, Losses losses);

    StreamDecoder decoder(ToolWords words);

    StreamEncoder encoder(Telling telling);

    /// Tells a whole answer as if it were streamed.
    void decodeWhole(JsonNode answer, ToolWords words, Consumer<? super ChatEvent> out);

    ObjectNode encodeWhole(Telling telling, List<ChatEvent> events);
}
