package dev.weir.simulator.format;

import dev.weir.simulator.meter.Work;
import dev.weir.simulator.prompt.Tokens;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// `:embedContent` of Gemini.
public final class GeminiEmbedding implements Api {

    private static final int DIMENSIONS = 768;

    @Override
    public String name() {
        return "gemini-embeddings";
    }

    @Override
    public Dialect dialect() {
        return Dialect.GOOGLE;
    }

    @Override
    public Optional<Refusal> refusal(Question question) {
        return question.body().path("content").path("parts").isEmpty()
                ? Optional.of(Refusal.invalid("* EmbedContentRequest.content: content is not specified"))
                : Optional.empty();
    }

    @Override
    public Reply answer(Question question) {
        String text = Json.flat(question.body().path("content").path("parts"));
        int dimensions = (int) question.body().path("outputDimensionality").longValue(DIMENSIONS);
        ObjectNode json = Json.object();
        for (float number : Embeddings.vector(text, dimensions)) {
            json.withObject("embedding").withArray("values").add(number);
        }
        long tokens = Tokens.of(text.getBytes(StandardCharsets.UTF_8).length);
        var usage = new Usage(tokens, 0, CacheWrite.NONE, 0, 0);
        return new Reply.Whole(
                new Work(question.ids().next("emb_"), question.model(), name(), question.credential(), usage, 0, 0),
                json);
    }
}
