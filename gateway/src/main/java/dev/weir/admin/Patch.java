package dev.weir.admin;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts what a body says over what is there, as RFC 7396 says it: members that are not mentioned stay, `null` takes one
/// away.
final class Patch {

    private Patch() {}

    static JsonNode over(JsonNode before, JsonNode said) {
        if (!(said instanceof ObjectNode changes)) {
            return said;
        }
        ObjectNode result = before instanceof ObjectNode object ? object.deepCopy() : changes.objectNode();
        changes.forEachEntry((name, value) -> {
            if (value.isNull()) {
                result.remove(name);
            } else {
                result.set(name, over(result.path(name), value));
            }
        });
        return result;
    }
}
