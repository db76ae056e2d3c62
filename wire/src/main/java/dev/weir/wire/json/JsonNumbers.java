package dev.weir.wire.json;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/// The whole numbers of one object inside a JSON document that arrives in pieces, for example of `usage`. Keeps those
/// numbers and nothing else, however long the document is.
///
/// A number inside nested objects is found by its path from there, with dots: `input_tokens_details.cached_tokens`. An
/// object in a list is named after the text in it, so that `"cacheDetails":[{"ttl":"1h","inputTokens":7}]` has
/// `cacheDetails.1h.inputTokens`.
/// A document that is not JSON yields what was read until then.
public final class JsonNumbers {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private final String root;
    private final Map<String, Long> numbers = new HashMap<>();
    /// Of the object in a list that is being read: its numbers, and the text that it is named after.
    private final Map<String, Long> listed = new HashMap<>();

    private String named = "";
    private boolean broken;

    /// @param root the path of the object, for example `usage` or `response.usage`
    public JsonNumbers(String root) {
        this.root = root + ".";
        this.parser = FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty());
        this.feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();
    }

    /// Reads a document that is there whole.
    public static Map<String, Long> of(String root, byte[] document) {
        var numbers = new JsonNumbers(root);
        numbers.feed(document);
        return numbers.found();
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
            if (path(at.getParent().getParent()).startsWith(root)) {
                listed.put(at.currentName(), parser.getValueAsLong());
            }
            return;
        }
        String path = path(at);
        if (path.startsWith(root)) {
            numbers.put(path.substring(root.length()), parser.getValueAsLong());
        }
    }

    private void text() {
        TokenStreamContext at = parser.streamReadContext();
        if (inList(at) && path(at.getParent().getParent()).startsWith(root)) {
            named = parser.getString();
        }
    }

    private void endObject() {
        TokenStreamContext around = parser.streamReadContext();
        if (!around.inArray()) {
            return;
        }
        if (!listed.isEmpty()) {
            String list = path(around.getParent()).substring(root.length());
            listed.forEach((name, value) -> numbers.merge(list + "." + named + "." + name, value, Long::sum));
            listed.clear();
        }
        named = "";
    }

    private static boolean inList(TokenStreamContext at) {
        return at.inObject() && at.getParent() != null && at.getParent().inArray();
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
