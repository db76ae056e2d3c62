package dev.weir.wire.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests that put together at random what `generated/<format>.json` says that a request may hold: some of its
/// members, each with one of its values, and some of its exchanges, in any order. The same number always makes the same
/// request.
final class GeneratedRequests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path FOLDER = Path.of("src/test/resources/generated");

    /// Names that tell encoders what their models can.
    private static final List<String> MODELS = List.of(
            "claude-haiku-4-5",
            "claude-opus-4-1",
            "claude-sonnet-4-6",
            "claude-opus-5-5",
            "gpt-4o",
            "gpt-5",
            "gpt-5.6",
            "gemini-2.0-flash",
            "gemini-2.5-pro",
            "gemini-3.6-flash",
            "us.amazon.nova-2-lite-v1:0",
            "a-model");

    private final JsonNode grammar;

    private GeneratedRequests(JsonNode grammar) {
        this.grammar = grammar;
    }

    static GeneratedRequests of(String format) throws IOException {
        return new GeneratedRequests(JSON.readTree(Files.readString(FOLDER.resolve(format + ".json"))));
    }

    JsonNode number(long number) {
        var random = new SplittableRandom(number);
        ObjectNode request = JSON.createObjectNode().put("model", MODELS.get(random.nextInt(MODELS.size())));
        grammar.path("maybe").forEachEntry((name, values) -> {
            if (random.nextInt(4) == 0) {
                request.set(name, values.get(random.nextInt(values.size())).deepCopy());
            }
        });
        var exchanges = new ArrayList<JsonNode>();
        grammar.path("exchanges").forEach(exchanges::add);
        Collections.shuffle(exchanges, random);
        ArrayNode turns = request.putArray(grammar.path("turns").asString());
        for (JsonNode exchange : exchanges.subList(0, 1 + random.nextInt(4))) {
            exchange.forEach(turn -> turns.add(turn.deepCopy()));
        }
        return request;
    }
}
