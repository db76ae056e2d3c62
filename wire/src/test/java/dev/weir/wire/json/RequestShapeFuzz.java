package dev.weir.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem.Kind;
import java.util.HashSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Z3. What is read of a body is what Jackson reads of it, a body that is refused as no JSON is none for Jackson
/// either, and a splice changes what it says and nothing else.
public final class RequestShapeFuzz {

    private RequestShapeFuzz() {}

    public static void fuzzerTestOneInput(byte[] body) {
        switch (RequestShape.read(body)) {
            case RequestShape.Read.Shape(RequestShape shape) -> {
                JsonNode tree;
                try {
                    tree = JsonMapper.shared().readTree(body);
                } catch (JacksonException onlyInATree) {
                    return; // numbers and names beyond what a tree may hold, and bytes inside of text that nobody reads
                }
                same(shape.model(), tree.path("model").stringValue(""));
                same(
                        shape.streams(),
                        tree.path("stream").isBoolean() && tree.path("stream").booleanValue());
                spliced(shape, tree);
            }
            case RequestShape.Read.Refused refused -> {
                if (refused.problem().kind() == Kind.JSON_INVALID && isObject(body)) {
                    throw new AssertionError("Jackson reads what was refused: " + refused.problem());
                }
            }
        }
    }

    private static void spliced(RequestShape shape, JsonNode tree) {
        byte[] edited = new Splice(shape)
                .text("model", "another \"model\"")
                .remove("stream")
                .apply();
        JsonNode after = JsonMapper.shared().readTree(edited);
        same(after.path("model").stringValue(""), "another \"model\"");
        same(after.has("stream"), false);
        var names = new HashSet<>(tree.propertyNames());
        names.add("model");
        names.remove("stream");
        same(new HashSet<>(after.propertyNames()), names);
        for (String name : tree.propertyNames()) {
            if (!name.equals("model") && !name.equals("stream")) {
                same(after.get(name), tree.get(name));
            }
        }
    }

    /// As strictly as we mean it: UTF-8 without a byte order mark, and nothing behind it.
    private static boolean isObject(byte[] body) {
        try {
            String text = new String(body, UTF_8);
            return java.util.Arrays.equals(text.getBytes(UTF_8), body)
                    && !text.startsWith("\ufeff")
                    && JsonMapper.builder()
                            .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                            .build()
                            .readTree(text)
                            .isObject();
        } catch (JacksonException none) {
            return false;
        }
    }

    private static void same(Object found, Object wanted) {
        if (!found.equals(wanted)) {
            throw new AssertionError("found " + found + ", wanted " + wanted);
        }
    }
}
