package dev.weir.wire.format;

import dev.weir.wire.chat.ToolName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the tools of one call are called at its provider, and back. A provider takes 64 letters, digits, `_` and `-`,
/// and knows no namespaces; a name that does not fit gets another one, which no other tool of the call has.
///
/// Not for sharing between threads.
public final class ToolWords {

    /// What a model is made to call that would else not be held to answering with JSON.
    static final ToolName ANSWER = new ToolName("weir", "answer", ToolName.Takes.OBJECT);

    private static final int LONGEST = 64;
    private static final Pattern ODD = Pattern.compile("[^a-zA-Z0-9_-]");
    private static final Pattern LETTER = Pattern.compile("[a-zA-Z_]");

    private final Map<ToolName, String> words = new HashMap<>();
    private final Map<String, ToolName> names = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Set<ToolName> wrapped = new HashSet<>();

    /// What the provider calls it.
    String word(ToolName name) {
        return word(name, fitting(name));
    }

    /// What a provider calls it that wants it to begin with a letter or `_`.
    String identifier(ToolName name) {
        String fitting = fitting(name);
        return word(name, LETTER.matcher(fitting).lookingAt() ? fitting : "_" + fitting);
    }

    private static String fitting(ToolName name) {
        String plain = name.namespace().isEmpty() ? name.name() : name.namespace() + "__" + name.name();
        return plain.isEmpty() ? "tool" : ODD.matcher(plain).replaceAll("_");
    }

    private String word(ToolName name, String fitting) {
        String known = words.get(name);
        if (known != null) {
            return known;
        }
        String word = cut(fitting, "");
        for (int n = 2; names.containsKey(word); n++) {
            word = cut(fitting, "_" + n);
        }
        words.put(name, word);
        names.put(word, name);
        return word;
    }

    private static String cut(String word, String tail) {
        return word.substring(0, Math.min(word.length(), LONGEST - tail.length())) + tail;
    }

    /// What the caller calls it. A name that nobody gave is a function's.
    ToolName name(String word) {
        return Optional.ofNullable(names.get(word)).orElseGet(() -> ToolName.function(word));
    }

    /// As [#name(String)], for an answer that tells by itself what kind of tool it is.
    ToolName name(String word, ToolName otherwise) {
        return names.getOrDefault(word, otherwise);
    }

    /// From now on the provider calls it with a JSON object that holds its text.
    void wrap(ToolName name) {
        wrapped.add(name);
    }

    boolean wraps(ToolName name) {
        return wrapped.contains(name);
    }

    /// An id of a call as providers take it. The same id is always told the same, so that calls and results fit, and
    /// the provider never makes up one that has to be told back.
    String id(String id) {
        if (id.length() <= LONGEST && !id.isEmpty() && !ODD.matcher(id).find()) {
            return id;
        }
        return ids.computeIfAbsent(id, odd -> cut(ODD.matcher(odd).replaceAll("_"), "_" + (ids.size() + 1)));
    }
}
