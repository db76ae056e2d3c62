package dev.weir.wire.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tool is called with, put together from pieces that say where they belong (`$.files[0].path`). A string may
/// come in several pieces. For one call and one thread.
final class PartialArguments {

    private static final int MOST_PIECES = 100_000;
    private static final int LONGEST_LIST = 10_000;
    private static final Pattern STEP =
            Pattern.compile("\\.([^.\\[\\]]+)|\\[(\\d{1,5})]|\\['([^']*)']|\\[\"([^\"]*)\"]");

    private final ObjectNode whole = JsonMapper.shared().createObjectNode();
    private int pieces;

    /// @return whether it has a place for the piece
    boolean add(JsonNode piece) {
        List<Object> path = path(piece.path("jsonPath").asString(""));
        if (path.isEmpty() || !(path.getFirst() instanceof String) || ++pieces > MOST_PIECES) {
            return false;
        }
        JsonNode at = whole;
        for (int i = 0; i < path.size() - 1; i++) {
            boolean list = path.get(i + 1) instanceof Integer;
            JsonNode inside = child(at, path.get(i));
            if (!inside.isContainer()) {
                inside = list
                        ? JsonMapper.shared().createArrayNode()
                        : JsonMapper.shared().createObjectNode();
                if (!put(at, path.get(i), inside)) {
                    return false;
                }
            }
            at = inside;
        }
        return put(at, path.getLast(), value(piece, child(at, path.getLast())));
    }

    ObjectNode whole() {
        return whole;
    }

    private static JsonNode value(JsonNode piece, JsonNode before) {
        if (piece.path("stringValue").isString()) {
            String start = before.isString() ? before.stringValue() : "";
            return JsonMapper.shared()
                    .getNodeFactory()
                    .stringNode(start + piece.path("stringValue").stringValue());
        }
        for (String kind : List.of("numberValue", "boolValue")) {
            if (piece.has(kind)) {
                return piece.get(kind);
            }
        }
        return piece.has("nullValue") || before.isMissingNode()
                ? JsonMapper.shared().nullNode()
                : before;
    }

    private static JsonNode child(JsonNode at, Object step) {
        return step instanceof Integer index ? at.path(index) : at.path((String) step);
    }

    private static boolean put(JsonNode at, Object step, JsonNode value) {
        if (at instanceof ObjectNode object && step instanceof String name) {
            object.set(name, value);
            return true;
        }
        if (at instanceof ArrayNode array && step instanceof Integer index && index < LONGEST_LIST) {
            while (array.size() <= index) {
                array.addNull();
            }
            array.set(index, value);
            return true;
        }
        return false;
    }

    private static List<Object> path(String text) {
        var path = new ArrayList<Object>();
        Matcher step = STEP.matcher(text);
        int at = text.startsWith("$") ? 1 : 0;
        while (at < text.length()) {
            if (!step.region(at, text.length()).lookingAt()) {
                return List.of();
            }
            path.add(
                    step.group(1) != null
                            ? step.group(1)
                            : step.group(2) != null
                                    ? (Object) Integer.valueOf(step.group(2))
                                    : step.group(3) != null ? step.group(3) : step.group(4));
            at = step.end();
        }
        return path;
    }
}
