package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.format.Dialect;
import dev.weir.simulator.format.Models;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Embeddings, models, keys and paths.
class CataloguesTest {

    private static final String[] KEY = {"authorization", "Bearer any"};

    private final Simulator simulator = new Simulator(Asking.settings());

    private Heard embed(String members) {
        return Heard.of(simulator.answer(
                Asking.post("/v1/embeddings", "{\"model\": \"text-embedding-3-small\", " + members + "}", KEY)));
    }

    @Test
    void embedsTheSameTheSame() {
        JsonNode one = embed("\"input\": [\"weir\", \"river\", \"weir\"], \"dimensions\": 20")
                .json();

        assertThat(one.at("/data/0/embedding")).hasSize(20).isEqualTo(one.at("/data/2/embedding"));
        assertThat(one.at("/data/0/embedding")).isNotEqualTo(one.at("/data/1/embedding"));
        assertThat(one.at("/usage/prompt_tokens").intValue()).isEqualTo(4);
    }

    @Test
    void packsEmbeddingsWhenAsked() {
        JsonNode packed =
                embed("\"input\": \"weir\", \"encoding_format\": \"base64\"").json();
        JsonNode plain = embed("\"input\": \"weir\"").json();

        var floats = java.nio.ByteBuffer.wrap(java.util.Base64.getDecoder()
                        .decode(packed.at("/data/0/embedding").stringValue()))
                .order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (JsonNode number : plain.at("/data/0/embedding")) {
            assertThat(floats.getFloat()).isEqualTo(number.floatValue());
        }
        assertThat(floats.hasRemaining()).isFalse();
    }

    @Test
    void embedsTokens() {
        assertThat(embed("\"input\": [1, 2, 3]")
                        .json()
                        .at("/usage/prompt_tokens")
                        .intValue())
                .isEqualTo(3);
        assertThat(embed("\"input\": [[1, 2], [3]]").json().path("data")).hasSize(2);
        assertThat(embed("\"input\": []").status()).isEqualTo(400);
    }

    @Test
    void listsModelsInTheShapeThatIsAskedFor() {
        Heard openAi = Heard.of(simulator.answer(Asking.get("/v1/models?client_version=1", KEY)));
        Heard anthropic = Heard.of(
                simulator.answer(Asking.get("/v1/models", "x-api-key", "any", "anthropic-version", "2023-06-01")));

        assertThat(openAi.json().path("object").stringValue()).isEqualTo("list");
        assertThat(openAi.json().at("/data/0/object").stringValue()).isEqualTo("model");
        assertThat(anthropic.json().at("/data/0/type").stringValue()).isEqualTo("model");
        assertThat(anthropic.json().path("first_id")).isEqualTo(anthropic.json().at("/data/0/id"));
    }

    @Test
    void knowsAModelByItsName() {
        assertThat(Heard.of(simulator.answer(Asking.get("/v1/models/gpt-4o", KEY)))
                        .json()
                        .path("id")
                        .stringValue())
                .isEqualTo("gpt-4o");
        assertThat(Heard.of(simulator.answer(Asking.get("/v1/models/llama", KEY)))
                        .status())
                .isEqualTo(404);
        var slashes = new Simulator(Asking.settings().with(new Models(List.of("vendor/*"), List.of())));
        assertThat(Heard.of(slashes.answer(Asking.get("/v1/models/vendor/a.b", KEY)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void wantsAKey() {
        Heard openAi = Heard.of(simulator.answer(Asking.get("/v1/models")));
        Heard anthropic = Heard.of(simulator.answer(Asking.get("/v1/models", "anthropic-version", "2023-06-01")));

        assertThat(openAi.status()).isEqualTo(401);
        assertThat(openAi.json().at("/error/code").stringValue()).isEqualTo("invalid_api_key");
        assertThat(anthropic.json().at("/error/type").stringValue()).isEqualTo("authentication_error");
    }

    @Test
    void takesOnlyTheKeysOfTheProviderWhereThereAreSome() {
        var keyed = new Simulator(Asking.settings()
                .with(new Keys.Exactly(
                        Map.of(Dialect.OPENAI, Set.of("sk-openai"), Dialect.ANTHROPIC, Set.of("sk-anthropic")))));
        String hello =
                "{\"model\": \"claude-x\", \"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}";

        assertThat(Heard.of(keyed.answer(Asking.messages(hello))).status()).isEqualTo(200);
        assertThat(Heard.of(keyed.answer(Asking.messages(hello, "x-api-key", "sk-openai")))
                        .status())
                .isEqualTo(401);
        assertThat(Heard.of(keyed.answer(Asking.chat(hello))).status()).isEqualTo(200);
    }

    @Test
    void isManyProviders() {
        String hello = "{\"model\": \"gpt-4o\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}";

        assertThat(Heard.of(simulator.answer(Asking.post("/openai/v1/chat/completions", hello, KEY)))
                        .status())
                .isEqualTo(200);
        assertThat(Heard.of(simulator.answer(Asking.post("/v1/completions", hello, KEY)))
                        .status())
                .isEqualTo(404);
        assertThat(Heard.of(simulator.answer(Asking.request("HEAD", "/", ""))).status())
                .isEqualTo(200);
    }
}
