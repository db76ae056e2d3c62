package dev.weir.wire.format;

import dev.weir.wire.chat.Effort;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the names of Anthropic's models tell of what they accept. A name that tells no version is taken for one of the
/// newest.
///
/// @param version major and minor, for example 4.6 as 406
record ClaudeModels(String family, int version) {

    private static final Pattern NAME =
            Pattern.compile(".*claude-(opus|sonnet|haiku|fable|mythos)-(\\d)(?:-(\\d)(?!\\d))?.*");
    private static final Pattern OLD = Pattern.compile(".*claude-(\\d)-?(\\d)?-(opus|sonnet|haiku).*");
    private static final int NEWEST = 900;

    static ClaudeModels of(String model) {
        Matcher name = NAME.matcher(model);
        if (name.matches()) {
            return new ClaudeModels(name.group(1), version(name.group(2), name.group(3)));
        }
        Matcher old = OLD.matcher(model);
        return old.matches()
                ? new ClaudeModels(old.group(3), version(old.group(1), old.group(2)))
                : new ClaudeModels("", NEWEST);
    }

    private static int version(String major, String minor) {
        return Integer.parseInt(major) * 100 + (minor == null ? 0 : Integer.parseInt(minor));
    }

    /// Whether a temperature or the like is accepted.
    boolean samples() {
        return version < 500;
    }

    /// Whether a call of a tool can be forced.
    boolean forcesTools() {
        return version < (family.equals("fable") || family.equals("mythos") ? 501 : 505);
    }

    /// Whether it decides by itself how much to think, so that an effort is said and no number of tokens.
    boolean thinksAdaptively() {
        return version >= 406;
    }

    /// Whether it thinks at all when asked to.
    boolean thinks() {
        return version >= 307;
    }

    /// Whether thinking can be turned off.
    boolean stopsThinking() {
        return version < 505 || family.equals("haiku");
    }

    /// Whether it can be held to a schema, for its answer or for what it calls a tool with.
    boolean answersWithJson() {
        return version >= 405 || (version == 401 && family.equals("opus"));
    }

    /// Whether instructions may stand between the turns.
    boolean instructsBetweenTurns() {
        return version >= 505;
    }

    /// Whether it goes on with what an assistant's last turn has begun to say.
    boolean goesOn() {
        return version < 406;
    }

    /// How many tokens an answer has at most, for those who did not say.
    long mostTokens() {
        return version >= 406 ? 128_000 : version >= 405 ? 64_000 : version >= 400 ? 32_000 : 8_192;
    }

    /// The nearest effort that it knows.
    static Effort known(Effort effort) {
        return effort == Effort.MINIMAL || effort == Effort.NONE ? Effort.LOW : effort;
    }
}
