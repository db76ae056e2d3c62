package dev.weir.relay;

import dev.weir.call.Operation;
import dev.weir.provider.Provider;
import dev.weir.wire.format.Matrix;
import dev.weir.wire.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of each feature of a chat on its way to a model and back, for callers of each format: what the
/// published matrix says of the formats that the model's providers have.
final class Capabilities {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// One for each format.
    private static final List<Operation> CHATS = List.of(
            Operation.CHAT, Operation.RESPONSES, Operation.MESSAGES, Operation.CONVERSE, Operation.GENERATE_CONTENT);

    private static final Matrix MATRIX = Matrix.published();

    private Capabilities() {}

    /// @return nothing if there is no such model for whoever asks
    static Optional<HttpResponse> of(Offer offer, String name) {
        return offer.model(name).map(targets -> {
            ObjectNode json = JSON.createObjectNode().put("model", name);
            ArrayNode told = json.putArray("targets");
            targets.forEach(target -> told.add(target(offer.provider(target), target.model())));
            ObjectNode features = json.putObject("features");
            MATRIX.features().forEach(features::put);
            return HttpResponse.json(200, json);
        });
    }

    private static ObjectNode target(Provider provider, String model) {
        ObjectNode target =
                JSON.createObjectNode().put("provider", provider.name()).put("model", model);
        ObjectNode callers = target.putObject("callers");
        for (Operation asked : CHATS) {
            spoken(provider, asked, model).ifPresent(answered -> {
                ObjectNode caller = callers.putObject(asked.format().name());
                caller.put("provider_format", answered.format().name());
                ObjectNode cells = caller.putObject("features");
                MATRIX.between(asked.format().name(), answered.format().name())
                        .forEach((feature, cell) -> cells.putObject(feature)
                                .put("request", cell.request().word())
                                .put("answer", cell.whole().word())
                                .put("stream", cell.stream().word()));
            });
        }
        return target;
    }

    /// In which of its formats a provider is asked first for what a caller asks.
    private static Optional<Operation> spoken(Provider provider, Operation asked, String model) {
        return provider.service(asked, model).isPresent()
                ? Optional.of(asked)
                : provider.translatable(asked, model).stream().findFirst();
    }
}
