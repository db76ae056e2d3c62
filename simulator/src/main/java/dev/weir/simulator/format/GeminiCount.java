package dev.weir.simulator.format;

import java.util.Optional;

/// `:countTokens` of Gemini.
public final class GeminiCount implements Api {

    @Override
    public String name() {
        return "gemini-count-tokens";
    }

    @Override
    public Dialect dialect() {
        return Dialect.GOOGLE;
    }

    @Override
    public Optional<Refusal> refusal(Question question) {
        return Optional.empty();
    }

    @Override
    public Reply answer(Question question) {
        var asked = question.body().path("generateContentRequest");
        return new Reply.Free(Json.object()
                .put(
                        "totalTokens",
                        GeminiAsk.prompt(asked.isObject() ? asked : question.body())
                                .tokens()));
    }
}
