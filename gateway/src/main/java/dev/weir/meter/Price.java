package dev.weir.meter;

import dev.weir.wire.chat.Usage;
import java.util.OptionalLong;

/// What a model costs at a provider, as it is known for one moment: on all terms and for prompts of any length.
public interface Price {

    /// Names it for ever: the same id is the same figures, whenever it is asked.
    String id();

    /// Where the figures come from: a page and a date, or who has set them.
    String source();

    /// The most tokens that the model ever says in one answer, if that is known.
    OptionalLong mostOutput();

    /// What an answer costs.
    Cost cost(Usage usage, Terms terms);

    /// What it would have cost without the provider's prompt cache.
    Cost uncached(Usage usage, Terms terms);

    /// The most that an answer within these bounds can cost on these terms, in nano-dollars: each input token at the
    /// dearest of fresh, written to and read from a cache, each at the dearest length of prompt.
    long most(Bound bound, Terms terms);

    /// How many output tokens can be paid for with so much, after the input: the largest output for which [#most] is
    /// not
    /// more than that; negative if not even the input can be.
    long affordable(long inputTokens, long nanoUsd, Terms terms);
}
