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
/// A number inside nested objects is found by its path from there, with dots: `input_tokens_details.cached_tokens`.
/// A document that is not JSON yields what was read until then.
public final class JsonNumbers {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private final String root;
    private final Map<String, Long> numbers = new HashMap<>();
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
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    number();
                }
            }
        } catch (JacksonException notJson) {
            broken = true; // what was read until then stands; the relay does not depend on it
        }
    }

    public Map<String, Long> found() {
        return Map.copyOf(numbers);
    }

    /// The path of the current number from the root, if it stands in objects alone.
    private void number() {
        String path = "";
        for (TokenStreamContext at = parser.streamReadContext(); at != null && !at.inRoot(); at = at.getParent()) {
            if (!at.inObject()) {
                return;
            }
            path = path.isEmpty() ? at.currentName() : at.currentName() + "." + path;
        }
        if (path.startsWith(root)) {
            numbers.put(path.substring(root.length()), parser.getValueAsLong());
        }
    }
}
