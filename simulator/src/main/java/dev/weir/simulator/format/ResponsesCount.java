package dev.weir.simulator.format;

import java.util.Optional;

/// `POST /v1/responses/input_tokens`.
public final class ResponsesCount implements Api {

    @Override
    public String name() {
        return "openai-input-tokens";
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public Optional<Refusal> refusal(Question question) {
        return Optional.empty();
    }

    @Override
    public Reply answer(Question question) {
        return new Reply.Free(Json.object()
                .put("object", "response.input_tokens")
                .put("input_tokens", ResponsesPrompt.of(question.body()).tokens()));
    }
}
