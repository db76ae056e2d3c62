package dev.weir.relay;

import dev.weir.call.Call;
import dev.weir.config.Passing;
import dev.weir.provider.Service;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.RequestShape;
import dev.weir.wire.json.Splice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes a Messages request out of the envelope that it came in and puts it into its provider's. The conversation stays
/// as it is, byte for byte; in one and the same envelope nothing changes but the model's name.
///
/// Each platform has a name of its own for the first version of the interface; later versions have one name everywhere.
/// A version that we do not know goes on as it is, for the provider to judge.
final class MessagesEnvelopes {

    private static final String VERSION = "anthropic-version";
    private static final String VERSION_IN_BODY = "anthropic_version";
    private static final String BETAS = "anthropic-beta";
    private static final String BETAS_IN_BODY = "anthropic_beta";

    private static final String FIRST = "2023-06-01";
    private static final String FIRST_ON_BEDROCK = "bedrock-2023-05-31";
    private static final String FIRST_ON_VERTEX = "vertex-2023-10-16";

    private MessagesEnvelopes() {}

    static void move(
            Call call,
            String model,
            Service service,
            Optional<Passing> betas,
            Headers.Builder headers,
            Splice edits,
            Losses losses) {
        Envelope from = call.asked().envelope();
        Envelope to = service.envelope();
        model(call.request(), model, service, edits);
        if (from != to) {
            headers.remove("accept"); // an SDK of the one platform asks for what the other has never heard of
            stream(call, to, edits);
            version(call, from, to, headers, edits);
        }
        List<String> said = said(call, from);
        betas(said, Betas.passing(said, from, to, betas, losses), from, to, headers, edits);
    }

    private static void model(RequestShape request, String model, Service service, Splice edits) {
        if (service.modelInPath()) {
            edits.remove("model");
        } else if (!request.model().equals(model)) {
            edits.text("model", model);
        }
    }

    private static void stream(Call call, Envelope to, Splice edits) {
        if (to == Envelope.BEDROCK) {
            edits.remove("stream");
        } else if (call.streams() && !call.request().streams()) {
            edits.value("stream", "true");
        }
    }

    private static void version(Call call, Envelope from, Envelope to, Headers.Builder headers, Splice edits) {
        Optional<String> said = from.versionInBody()
                ? call.request().text(VERSION_IN_BODY)
                : call.headers().first(VERSION);
        String named = named(said.orElse(FIRST), to);
        if (to.versionInBody()) {
            edits.text(VERSION_IN_BODY, named);
            headers.remove(VERSION);
        } else {
            edits.remove(VERSION_IN_BODY);
            headers.set(VERSION, named);
        }
    }

    private static String named(String version, Envelope to) {
        return switch (version) {
            case FIRST, FIRST_ON_BEDROCK, FIRST_ON_VERTEX ->
                switch (to) {
                    case BEDROCK -> FIRST_ON_BEDROCK;
                    case VERTEX -> FIRST_ON_VERTEX;
                    case OWN, CONVERSE, GEMINI, DEPLOYMENT -> FIRST;
                };
            default -> version;
        };
    }

    private static void betas(
            List<String> said,
            List<String> passing,
            Envelope from,
            Envelope to,
            Headers.Builder headers,
            Splice edits) {
        if (from.betasInBody() == to.betasInBody() && passing.equals(said)) {
            return;
        }
        headers.remove(BETAS);
        if (!passing.isEmpty() && to.betasInBody()) {
            edits.value(BETAS_IN_BODY, JsonMapper.shared().writeValueAsString(passing));
        } else {
            edits.remove(BETAS_IN_BODY);
            if (!passing.isEmpty()) {
                headers.set(BETAS, String.join(",", passing));
            }
        }
    }

    private static List<String> said(Call call, Envelope from) {
        List<String> betas = new ArrayList<>(inHeaders(call.headers()));
        if (from.betasInBody()) {
            inBody(call.request()).stream()
                    .filter(beta -> !betas.contains(beta))
                    .forEach(betas::add);
        }
        return betas;
    }

    private static List<String> inHeaders(Headers headers) {
        return headers.all(BETAS).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(beta -> !beta.isEmpty())
                .distinct()
                .toList();
    }

    private static List<String> inBody(RequestShape request) {
        return request.json(BETAS_IN_BODY).map(json -> JsonMapper.shared().readTree(json)).stream()
                .flatMap(list -> list.valueStream())
                .map(JsonNode::asString)
                .toList();
    }
}
