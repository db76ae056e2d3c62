package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.json.JsonNumbers;
import java.util.Map;

/// The embeddings API of OpenAI. It does not stream.
public final class OpenAiEmbeddings implements WireFormat {

    public static final OpenAiEmbeddings FORMAT = new OpenAiEmbeddings();

    private OpenAiEmbeddings() {}

    @Override
    public String name() {
        return "openai-embeddings";
    }

    @Override
    public ErrorWords words() {
        return ErrorWords.OPENAI;
    }

    @Override
    public HttpResponse refusal(Problem problem, String requestId) {
        return OpenAiChat.FORMAT.refusal(problem, requestId);
    }

    @Override
    public StreamWatch watch() {
        return OpenAiChat.FORMAT.watch(); // nobody streams embeddings; if somebody does, errors look like chat's
    }

    @Override
    public JsonNumbers usageNumbers() {
        return new JsonNumbers("usage");
    }

    @Override
    public Usage usage(Map<String, Long> numbers) {
        return new Usage(numbers.getOrDefault("prompt_tokens", 0L), 0, CacheWrite.NONE, 0, 0);
    }
}
