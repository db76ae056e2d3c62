package dev.weir.simulator.author;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The sentences of the simulator.
public final class Phrases {

    static final String THOUGHT = "The simulator is thinking about what was asked.";

    private static final List<String> FIRST = List.of("Hello", "from", "the", "simulator.");
    private static final List<String> MORE = List.of("Water", "falls", "over", "a", "weir", "and", "is", "measured.");
    private static final String LAST = "PONG.";
    private static final Pattern WORD = Pattern.compile("\\s*\\S+\\s*|\\s+");

    private Phrases() {}

    /// A greeting of so many words, at least five, that ends in `PONG.`.
    static String greeting(int words) {
        var text = new ArrayList<>(FIRST);
        for (int i = 0; text.size() < words - 1; i++) {
            text.add(MORE.get(i % MORE.size()));
        }
        text.add(LAST);
        return String.join(" ", text);
    }

    /// The words of a text, each with the white space after it: what a stream sends one by one.
    public static List<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }

    /// The halves of a text; never in the middle of a character.
    public static List<String> halves(String text) {
        int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        return List.of(text.substring(0, middle), text.substring(middle));
    }
}
