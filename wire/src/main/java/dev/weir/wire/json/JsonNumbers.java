package dev.weir.wire.json;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/// The whole numbers of one object or several inside a JSON document that arrives in pieces, for example of `usage`.
/// Keeps those numbers and nothing else, however long the document is.
///
/// A number inside nested objects is found by its path from there, with dots: `input_tokens_details.cached_tokens`. An
/// object in a list is named after the texts in it, so that `"cacheDetails":[{"ttl":"1h","inputTokens":7}]` has
/// `cacheDetails.1h.inputTokens`; several texts stand in the order of the alphabet, with slashes between. What has the
/// same name is added up.
/// Lists of texts can be counted as well, wherever they are. A document that is not JSON yields what was read until
/// then.
public final class JsonNumbers {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private final List<String> roots;
    private final String texts;
    private final Set<String> noted = new HashSet<>();
    private Set<String> tallied = Set.of();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();
    /// Of the object in a list that is being read: its numbers, and the texts that it is named after.
    private final Map<String, Long> listed = new HashMap<>();

    private final Set<String> named = new TreeSet<>();
    private boolean broken;

    /// @param roots the paths of the objects, for example `usage` or `response.usage`
    public JsonNumbers(String... roots) {
        this("", List.of(roots));
    }

    private JsonNumbers(String texts, List<String> roots) {
        this.texts = texts;
        this.roots = roots;
        this.parser = FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty());
        this.feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();
    }

    /// The numbers of one object, and under the name of lists how many texts are in these.
    ///
    /// @param lists the last name of their paths
    public static JsonNumbers counting(String lists, String root) {
        return new JsonNumbers(lists, List.of(root));
    }

    /// Takes note of texts, too.
    ///
    /// @param paths from the document's root
    public JsonNumbers noting(String... paths) {
        noted.addAll(List.of(paths));
        return this;
    }

    /// Counts the objects in lists whose `type` is one of these, under its name.
    public JsonNumbers tallying(Set<String> types) {
        tallied = Set.copyOf(types);
        return this;
    }

    /// Reads a document that is there whole.
    public static Map<String, Long> of(String root, byte[] document) {
        return new JsonNumbers(root).in(document);
    }

    /// Reads a document that is there whole.
    public Map<String, Long> in(byte[] document) {
        feed(document);
        return found();
    }

    public void feed(byte[] piece) {
        if (broken || piece.length == 0) {
            return;
        }
        try {
            feeder.feedInput(piece, 0, piece.length);
            for (JsonToken token = parser.nextToken();
                    token != null && token != JsonToken.NOT_AVAILABLE;
                    token = parser.nextToken()) {
                switch (token) {
                    case VALUE_NUMBER_INT -> number();
                    case VALUE_STRING -> text();
                    case END_OBJECT -> endObject();
                    default -> {}
                }
            }
        } catch (JacksonException notJson) {
            broken = true; // what was read until then stands; the relay does not depend on it
        }
    }

    public Map<String, Long> found() {
        return Map.copyOf(numbers);
    }

    /// The texts that were to be noted, by the last name of their paths.
    public Map<String, String> words() {
        return Map.copyOf(words);
    }

    private void number() {
        TokenStreamContext at = parser.streamReadContext();
        TokenStreamContext list = list(at);
        if (list == null) {
            relative(path(at)).ifPresent(path -> numbers.put(path, parser.getValueAsLong()));
        } else if (at.inObject() && relative(list).isPresent()) {
            listed.merge(path(at), parser.getValueAsLong(), Long::sum);
        }
    }

    private void text() {
        TokenStreamContext at = parser.streamReadContext();
        if (!tallied.isEmpty()
                && "type".equals(at.currentName())
                && at.getParent().inArray()
                && tallied.contains(parser.getString())) {
            numbers.merge(parser.getString(), 1L, Long::sum);
        }
        if (at.inArray() && !texts.isEmpty() && texts.equals(at.getParent().currentName())) {
            numbers.merge(texts, 1L, Long::sum);
        } else if (at.inObject()
                && at.getParent().inArray()
                && relative(at.getParent()).isPresent()) {
            named.add(parser.getString());
        } else if (at.inObject() && !noted.isEmpty() && list(at) == null && noted.contains(path(at))) {
            words.put(at.currentName(), parser.getString());
        }
    }

    private void endObject() {
        TokenStreamContext around = parser.streamReadContext();
        if (around.inArray()) {
            relative(around).ifPresent(this::endListed);
        }
    }

    private void endListed(String list) {
        String name = list + "." + String.join("/", named) + ".";
        listed.forEach((path, value) -> numbers.merge(name + path, value, Long::sum));
        listed.clear();
        named.clear();
    }

    /// Where a list is, unless it is within another one.
    private Optional<String> relative(TokenStreamContext list) {
        return list(list.getParent()) == null ? relative(path(list.getParent())) : Optional.empty();
    }

    /// A path from one of the roots.
    private Optional<String> relative(String path) {
        for (String root : roots) {
            int end = root.length();
            if (path.length() > end && path.charAt(end) == '.' && path.startsWith(root)) {
                return Optional.of(path.substring(end + 1));
            }
        }
        return Optional.empty();
    }

    /// The nearest list that something stands in, however deep.
    private static @Nullable TokenStreamContext list(TokenStreamContext from) {
        TokenStreamContext at = from;
        while (at != null && !at.inArray()) {
            at = at.getParent();
        }
        return at;
    }

    /// The path from the document's root, or from the nearest object in a list.
    private static String path(TokenStreamContext from) {
        var path = new StringBuilder();
        for (TokenStreamContext at = from; at != null && at.inObject(); at = at.getParent()) {
            path.insert(0, path.isEmpty() ? at.currentName() : at.currentName() + ".");
        }
        return path.toString();
    }
}
