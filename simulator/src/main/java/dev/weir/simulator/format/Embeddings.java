package dev.weir.simulator.format;

import dev.weir.simulator.meter.Work;
import dev.weir.simulator.prompt.Tokens;
import dev.weir.simulator.seal.Fingerprint;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/embeddings`: vectors that depend on the input and are the same for the same.
public final class Embeddings implements Api {

    private static final int DIMENSIONS = 8;
    private static final int MOST_DIMENSIONS = 4096;

    @Override
    public String name() {
        return "openai-embeddings";
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public Optional<Refusal> refusal(Question question) {
        JsonNode input = question.body().path("input");
        if (!input.isString() && input.isEmpty()) {
            return Optional.of(Refusal.invalid(
                    "'input' is missing or empty: a string, strings, or tokens are wanted.",
                    "missing_required_parameter",
                    "input"));
        }
        long dimensions = dimensions(question.body());
        return dimensions < 1 || dimensions > MOST_DIMENSIONS
                ? Optional.of(Refusal.invalid(
                        "'dimensions' is a number from 1 to " + MOST_DIMENSIONS + ".",
                        "integer_out_of_range",
                        "dimensions"))
                : Optional.empty();
    }

    @Override
    public Reply answer(Question question) {
        JsonNode body = question.body();
        List<JsonNode> inputs = inputs(body.path("input"));
        long tokens = inputs.stream().mapToLong(Embeddings::tokens).sum();
        boolean packed = Json.text(body, "encoding_format").equals("base64");
        ArrayNode data = Json.array();
        for (JsonNode input : inputs) {
            float[] vector = vector(input.toString(), (int) dimensions(body));
            ObjectNode embedding = Json.object().put("object", "embedding").put("index", data.size());
            if (packed) {
                embedding.put("embedding", base64(vector));
            } else {
                for (float number : vector) {
                    embedding.withArray("embedding").add(number);
                }
            }
            data.add(embedding);
        }
        ObjectNode json = Json.object().put("object", "list").set("data", data).put("model", question.model());
        json.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        var usage = new Usage(tokens, 0, CacheWrite.NONE, 0, 0);
        return new Reply.Whole(
                new Work(question.ids().next("embd-"), question.model(), name(), question.credential(), usage, 0, 0),
                json);
    }

    private static long dimensions(JsonNode body) {
        return body.path("dimensions").longValue(DIMENSIONS);
    }

    /// A list of numbers is one input, given in tokens.
    private static List<JsonNode> inputs(JsonNode input) {
        return input.isString() || input.path(0).isNumber()
                ? List.of(input)
                : input.valueStream().toList();
    }

    private static long tokens(JsonNode input) {
        return input.isString()
                ? Tokens.of(input.stringValue("").getBytes(StandardCharsets.UTF_8).length)
                : input.size();
    }

    /// Numbers between -1 and 1 that a float holds exactly.
    static float[] vector(String input, int dimensions) {
        float[] vector = new float[dimensions];
        String digits = "";
        for (int i = 0; i < dimensions; i++) {
            int at = i % 16 * 2;
            if (at == 0) {
                digits = Fingerprint.of(i + input);
            }
            vector[i] = (Integer.parseInt(digits, at, at + 2, 16) - 128) / 128f;
        }
        return vector;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
