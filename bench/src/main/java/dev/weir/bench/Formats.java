package dev.weir.bench;

import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.Language;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.OpenAiResponses;

/// The languages, by short names for tables.
public enum Formats {
    CHAT(OpenAiChat.FORMAT),
    RESPONSES(OpenAiResponses.FORMAT),
    MESSAGES(AnthropicMessages.FORMAT);

    private final Language language;

    Formats(Language language) {
        this.language = language;
    }

    Language language() {
        return language;
    }

    /// A model whose own format it is.
    String model() {
        return this == MESSAGES ? "claude-sonnet-4-6" : "gpt-5.5";
    }
}
