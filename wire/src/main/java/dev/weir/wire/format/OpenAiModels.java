package dev.weir.wire.format;

import java.util.regex.Pattern;

/// What the names of OpenAI's models tell: whether they reason, and whether that can be turned off. Names of others say
/// nothing.
final class OpenAiModels {

    private static final Pattern REASONING =
            Pattern.compile("(.*[/.:])?(o[134](-.*)?|gpt-([5-9]|\\d\\d)([.-].*)?|gpt-oss.*)");
    private static final Pattern OWN = Pattern.compile("(.*[/.:])?(o[134](-.*)?|gpt-.*|chatgpt-.*)");
    private static final Pattern CAN_STOP = Pattern.compile("(.*[/.:])?gpt-(5\\.[1-9]|[6-9]|\\d\\d).*");

    private static final Pattern TAKES_TEXT = Pattern.compile("(.*[/.:])?gpt-([5-9]|\\d\\d)([.-].*)?");
    private static final Pattern TAKES_MARKS =
            Pattern.compile("(.*[/.:])?gpt-(5\\.([6-9]|\\d\\d)|[6-9]|\\d\\d)([.-].*)?");

    private OpenAiModels() {}

    /// Whether tools may take free text.
    static boolean takesText(String model) {
        return TAKES_TEXT.matcher(model).matches();
    }

    /// Whether it can be told where a prompt is worth caching.
    static boolean takesMarks(String model) {
        return TAKES_MARKS.matcher(model).matches();
    }

    static boolean reasons(String model) {
        return REASONING.matcher(model).matches();
    }

    static boolean known(String model) {
        return OWN.matcher(model).matches();
    }

    static boolean canStopReasoning(String model) {
        return CAN_STOP.matcher(model).matches();
    }
}
