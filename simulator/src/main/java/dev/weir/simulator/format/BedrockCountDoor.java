package dev.weir.simulator.format;

import dev.weir.wire.http.HttpRequest;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `POST /model/{id}/count-tokens` of Amazon Bedrock: what would be sent to InvokeModel stands in base64 inside.
record BedrockCountDoor(String model) implements Door {

    @Override
    public Dialect dialect() {
        return Dialect.BEDROCK;
    }

    @Override
    public Entered enter(HttpRequest request, ObjectNode body) {
        String encoded = Json.text(body.path("input").path("invokeModel"), "body");
        try {
            Optional<ObjectNode> inside = Json.read(Base64.getDecoder().decode(encoded));
            if (inside.isEmpty()) {
                return new Entered.Refused(Refusal.invalid("input.invokeModel.body: Field required"));
            }
            return inside.get().has("max_tokens")
                    ? BedrockDoor.inside(request.headers(), inside.get(), model, false)
                    : new Entered.Refused(Refusal.invalid("max_tokens: Field required"));
        } catch (IllegalArgumentException notBase64) {
            return new Entered.Refused(Refusal.invalid("input.invokeModel.body: not base64"));
        }
    }

    @Override
    public ObjectNode leave(ObjectNode answer) {
        return Json.object().set("inputTokens", answer.path("input_tokens"));
    }
}
