package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What came in one piece with 200: an answer, or something else.
sealed interface WholeAnswer {

    record Json(JsonNode json) implements WholeAnswer {}

    record None(Problem problem) implements WholeAnswer {}

    static WholeAnswer of(byte[] bytes) {
        try {
            JsonNode json = JsonMapper.shared().readTree(bytes);
            if (!json.isObject()) {
                return none("with something that is no JSON object");
            }
            boolean failed = json.path("error").isObject()
                    || json.path("type").stringValue("").equals("error");
            return failed ? none("with an error in place of an answer") : new Json(json);
        } catch (JacksonException notJson) {
            return none("with something that is not JSON, or not all of it");
        }
    }

    private static WholeAnswer none(String what) {
        return new None(new Problem(Kind.UPSTREAM_PROTOCOL, "the provider answered 200 " + what));
    }
}
