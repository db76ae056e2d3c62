package dev.weir.simulator.format;

import dev.weir.simulator.seal.Seal;
import java.util.Optional;

/// `POST /v1/messages/count_tokens`.
public final class AnthropicCount implements Api {

    private final AnthropicRules rules;

    public AnthropicCount(Seal seal) {
        this.rules = new AnthropicRules(seal);
    }

    @Override
    public String name() {
        return "anthropic-count-tokens";
    }

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    @Override
    public Optional<Refusal> refusal(Question question) {
        return rules.count(question);
    }

    @Override
    public Reply answer(Question question) {
        return new Reply.Free(Json.object()
                .put("input_tokens", AnthropicPrompt.of(question.body()).tokens()));
    }
}
