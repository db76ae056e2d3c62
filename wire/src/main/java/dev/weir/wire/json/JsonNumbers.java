package dev.weir.wire.json;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/// The whole numbers of one object or several inside a JSON document that arrives in pieces, for example of `usage`.
/// Keeps
/// those numbers and nothing else, however long the document is.
///
/// A number inside nested objects is found by its path from there, with dots: `input_tokens_details.cached_tokens`. An
/// object in a list is named after the text in it, so that `"cacheDetails":[{"ttl":"1h","inputTokens":7}]` has
/// `cacheDetails.1h.inputTokens`.
/// Lists of texts can be counted as well, wherever they are. A document that is not JSON yields what was read until
/// then.
public final class JsonNumbers {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private final List<String> roots;
    private final String texts;
    private final Map<String, Long> numbers = new HashMap<>();
    /// Of the object in a list that is being read: its numbers, and the text that it is named after.
    private final Map<String, Long> listed = new HashMap<>();

    private String named = "";
    private boolean broken;

    /// @param roots the paths of the objects, for example `usage` or `response.usage`
    public JsonNumbers(String... roots) {
        this("", List.of(roots));
    }

    private JsonNumbers(String texts, List<String> roots) {
        this.texts = texts;
        this.roots = roots.stream().map(root -> root + ".").toList();
        this.parser = FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty());
        this.feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();
    }

    /// The numbers of one object, and under the name of lists how many texts are in these.
    ///
    /// @param lists the last name of their paths
    public static JsonNumbers counting(String lists, String root) {
        return new JsonNumbers(lists, List.of(root));
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

    private void number() {
        TokenStreamContext at = parser.streamReadContext();
        if (inList(at)) {
            if (relative(at.getParent().getParent()).isPresent()) {
                listed.put(at.currentName(), parser.getValueAsLong());
            }
            return;
        }
        relative(at).ifPresent(path -> numbers.put(path, parser.getValueAsLong()));
    }

    private void text() {
        TokenStreamContext at = parser.streamReadContext();
        if (at.inArray() && !texts.isEmpty() && texts.equals(at.getParent().currentName())) {
            numbers.merge(texts, 1L, Long::sum);
        } else if (inList(at) && relative(at.getParent().getParent()).isPresent()) {
            named = parser.getString();
        }
    }

    private void endObject() {
        TokenStreamContext around = parser.streamReadContext();
        if (!around.inArray()) {
            return;
        }
        if (!listed.isEmpty()) {
            String list = relative(around.getParent()).orElseThrow();
            listed.forEach((name, value) -> numbers.merge(list + "." + named + "." + name, value, Long::sum));
            listed.clear();
        }
        named = "";
    }

    private static boolean inList(TokenStreamContext at) {
        return at.inObject() && at.getParent() != null && at.getParent().inArray();
    }

    /// The path from one of the roots.
    private Optional<String> relative(TokenStreamContext at) {
        String path = path(at);
        return roots.stream()
                .filter(path::startsWith)
                .map(root -> path.substring(root.length()))
                .findFirst();
    }

    /// The path from the document's root, or nothing if it leads through a list.
    private static String path(TokenStreamContext from) {
        var path = new StringBuilder();
        for (TokenStreamContext at = from; at != null && !at.inRoot(); at = at.getParent()) {
            if (!at.inObject()) {
                return "";
            }
            path.insert(0, path.isEmpty() ? at.currentName() : at.currentName() + ".");
        }
        return path.toString();
    }
}
