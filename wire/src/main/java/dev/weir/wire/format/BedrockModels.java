package dev.weir.wire.format;

import java.util.regex.Pattern;

/// Whose a model on Amazon Bedrock is, and what it accepts beyond what all of them do. A name that does not tell (the
/// ARN of a profile of one's own) is nobody's.
enum BedrockModels {
    CLAUDE(".*(anthropic\\.|claude).*"),
    /// The second generation thinks when it is asked to.
    NOVA_2(".*nova-2-.*"),
    NOVA(".*amazon\\.nova-.*"),
    GPT_OSS(".*gpt-oss.*"),
    MISTRAL(".*(mistral\\.).*"),
    OTHER(".*");

    private final Pattern name;

    BedrockModels(String name) {
        this.name = Pattern.compile(name);
    }

    static BedrockModels of(String model) {
        for (BedrockModels one : values()) {
            if (one.name.matcher(model).matches()) {
                return one;
            }
        }
        return OTHER;
    }

    /// Whether it can be told where a prompt is worth caching.
    boolean takesMarks() {
        return this == CLAUDE || nova();
    }

    boolean nova() {
        return this == NOVA || this == NOVA_2;
    }

    /// Whether it can be made to call one certain tool.
    boolean forcesOne() {
        return this == CLAUDE || nova();
    }

    /// Whether it can be made to call some tool.
    boolean forcesAny() {
        return forcesOne() || this == MISTRAL;
    }
}
