package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.json.RequestShape;
import dev.weir.wire.json.Splice;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Bedrock counts the tokens of what would be sent to InvokeModel: that body stands in base64 inside of another. The
/// answer says `inputTokens` where Anthropic's says `input_tokens`.
final class BedrockCount {

    private static final JsonMapper JSON = JsonMapper.shared();

    private BedrockCount() {}

    /// The body inside of a request to count.
    static RequestShape.Read inside(RequestShape request) {
        JsonNode input = JSON.readTree(request.body()).path("input");
        String body = input.path("invokeModel").path("body").stringValue("");
        if (body.isEmpty()) {
            return refused("there is no /input/invokeModel/body"
                    + (input.has("converse") ? "; /input/converse is not supported here" : ""));
        }
        try {
            return RequestShape.read(Base64.getDecoder().decode(body));
        } catch (IllegalArgumentException notBase64) {
            return refused("/input/invokeModel/body is not base64");
        }
    }

    /// @param body as it would be sent to InvokeModel, which wants to know how long an answer may be
    static byte[] wrapped(byte[] body) {
        byte[] whole = switch (RequestShape.read(body)) {
            case RequestShape.Read.Shape(RequestShape shape) ->
                shape.has("max_tokens")
                        ? body
                        : new Splice(shape).value("max_tokens", "1").apply();
            case RequestShape.Read.Refused _ -> body;
        };
        return ("{\"input\":{\"invokeModel\":{\"body\":\"" + Base64.getEncoder().encodeToString(whole) + "\"}}}")
                .getBytes(UTF_8);
    }

    static byte[] toAnthropic(byte[] answer) {
        return renamed(answer, "inputTokens", "input_tokens");
    }

    static byte[] toBedrock(byte[] answer) {
        return renamed(answer, "input_tokens", "inputTokens");
    }

    /// What is not the answer to a count goes on as it is.
    private static byte[] renamed(byte[] answer, String from, String to) {
        try {
            JsonNode count = JSON.readTree(answer).path(from);
            return count.isIntegralNumber()
                    ? JSON.writeValueAsBytes(JSON.createObjectNode().put(to, count.asLong()))
                    : answer;
        } catch (JacksonException notJson) {
            return answer;
        }
    }

    private static RequestShape.Read refused(String why) {
        return new RequestShape.Read.Refused(new Problem(Kind.FIELD_INVALID, why));
    }
}
