package dev.weir.wire.format;

import dev.weir.wire.chat.Effort;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the names of Google's models tell of what they accept. A name that tells no version is taken for one of the
/// newest.
///
/// @param version major and minor, for example 2.5 as 205
/// @param flash whether it is one of the small ones
record GeminiModels(int version, boolean flash) {

    private static final Pattern NAME = Pattern.compile("(?:.*[/.:])?gemini-(\\d+)(?:\\.(\\d+))?(.*)");
    private static final int NEWEST = 900;
    private static final int LEAST_BUDGET = 128;

    static GeminiModels of(String model) {
        Matcher name = NAME.matcher(model);
        return name.matches()
                ? new GeminiModels(
                        Integer.parseInt(name.group(1)) * 100
                                + (name.group(2) == null ? 0 : Integer.parseInt(name.group(2))),
                        name.group(3).contains("flash"))
                : new GeminiModels(NEWEST, false);
    }

    /// Whether it thinks at all when asked to.
    boolean thinks() {
        return version >= 205;
    }

    /// Whether it is told by a word how much to think, and not by a number of tokens.
    boolean thinksByLevel() {
        return version >= 300;
    }

    /// Whether it wants the signature of the first call of each step back.
    boolean wantsSignatures() {
        return version >= 300;
    }

    /// Whether it takes JSON Schema beside the schemas of OpenAPI.
    boolean takesJsonSchema() {
        return version >= 205;
    }

    /// Whether it can be held to JSON while it has tools.
    boolean answersWithJsonBesideTools() {
        return version >= 300;
    }

    /// Whether results of tools may hold images, and each image may say how closely it is to be looked at.
    boolean takesMediaInResults() {
        return version >= 300;
    }

    /// The nearest level to an effort.
    Effort level(Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL -> flash && version < 400 ? Effort.MINIMAL : Effort.LOW;
            case LOW, MEDIUM, HIGH, AUTO -> effort;
            case XHIGH, MAX -> Effort.HIGH;
        };
    }

    /// The tokens of thinking that stand for an effort; -1 leaves it to the model.
    int budget(Effort effort) {
        return switch (effort) {
            case NONE -> flash ? 0 : LEAST_BUDGET;
            case MINIMAL -> 1_024;
            case LOW -> 2_048;
            case MEDIUM -> 8_192;
            case HIGH -> 24_576;
            case XHIGH, MAX -> flash ? 24_576 : 32_768;
            case AUTO -> -1;
        };
    }

    /// The effort that a number of tokens stands for.
    static Effort effort(long budget) {
        if (budget < 0) {
            return Effort.AUTO;
        }
        if (budget < LEAST_BUDGET) {
            return Effort.NONE;
        }
        var any = new GeminiModels(205, false);
        return Arrays.stream(Effort.values())
                .filter(one -> one != Effort.NONE && one != Effort.AUTO && budget <= any.budget(one))
                .findFirst()
                .orElse(Effort.XHIGH);
    }
}
