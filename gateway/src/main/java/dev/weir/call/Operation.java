package dev.weir.call;

import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.BedrockConverse;
import dev.weir.wire.format.Gemini;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.OpenAiEmbeddings;
import dev.weir.wire.format.OpenAiResponses;
import dev.weir.wire.format.WireFormat;

/// What a caller can ask a provider for.
public enum Operation {
    CHAT,
    RESPONSES,
    EMBEDDINGS,
    MESSAGES,
    COUNT_TOKENS,
    CONVERSE,
    GENERATE_CONTENT,
    COUNT_CONTENT_TOKENS,
    EMBED_CONTENT;

    /// The format of its requests and answers.
    public WireFormat format() {
        return switch (this) {
            case CHAT -> OpenAiChat.FORMAT;
            case RESPONSES -> OpenAiResponses.FORMAT;
            case EMBEDDINGS -> OpenAiEmbeddings.FORMAT;
            case MESSAGES, COUNT_TOKENS -> AnthropicMessages.FORMAT;
            case CONVERSE -> BedrockConverse.FORMAT;
            case GENERATE_CONTENT, COUNT_CONTENT_TOKENS, EMBED_CONTENT -> Gemini.FORMAT;
        };
    }
}
