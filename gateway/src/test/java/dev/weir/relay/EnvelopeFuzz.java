package dev.weir.relay;

import dev.weir.call.Asked;
import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Operation;
import dev.weir.config.Passes;
import dev.weir.provider.Service;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.RequestShape;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Z8, as far as formats meet today: from every envelope of the Messages API into every other, a request that can be
/// read stays one, and nothing of it changes but what the envelope says.
public final class EnvelopeFuzz {

    private static final List<Service> INTO = List.of(
            Service.of(Operation.MESSAGES, "/v1/messages"),
            Service.of(Operation.MESSAGES, "bedrock:/model/{model}/invoke|/model/{model}/invoke-with-response-stream"),
            Service.of(Operation.MESSAGES, "vertex:/models/{model}:rawPredict|/models/{model}:streamRawPredict"));
    private static final Set<String> ENVELOPE = Set.of("model", "stream", "anthropic_version", "anthropic_beta");

    private EnvelopeFuzz() {}

    public static void fuzzerTestOneInput(byte[] body) {
        if (!(RequestShape.read(body) instanceof RequestShape.Read.Shape(RequestShape shape))) {
            return;
        }
        JsonNode before;
        try {
            before = JsonMapper.shared().readTree(body);
        } catch (JacksonException onlyInATree) {
            return;
        }
        Call plain = Calls.of(Operation.MESSAGES, "/v1/messages", "{\"model\":\"claude\"}");
        for (Envelope from : List.of(Envelope.OWN, Envelope.BEDROCK, Envelope.VERTEX)) {
            for (Service into : INTO) {
                var call = new Call(
                        plain.id(),
                        plain.principal(),
                        new Asked(Operation.MESSAGES, from, "claude", shape.streams()),
                        plain.words(),
                        plain.target(),
                        Headers.of("anthropic-version", "2023-06-01"),
                        shape,
                        plain.plan(),
                        plain.tab());
                JsonNode after = JsonMapper.shared()
                        .readTree(Outgoing.of(call, "upstream", into, Passes.BY_DEFAULT)
                                .body());
                for (String name : before.propertyNames()) {
                    if (!ENVELOPE.contains(name) && !before.get(name).equals(after.get(name))) {
                        throw new AssertionError(name + " from " + from + " into " + into.envelope());
                    }
                }
                for (String name : after.propertyNames()) {
                    if (!ENVELOPE.contains(name) && !before.has(name)) {
                        throw new AssertionError(name + " was invented");
                    }
                }
                if (into.envelope() == Envelope.OWN
                        && !after.path("model").stringValue("").equals("upstream")) {
                    throw new AssertionError("another model than was planned");
                }
            }
        }
    }
}
