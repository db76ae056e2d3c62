package dev.weir.simulator.format;

import java.util.Optional;

/// One operation of a provider: what it refuses and what it answers.
public interface Api {

    /// As it is named in bills.
    String name();

    /// How its errors are worded and its callers show their keys.
    Dialect dialect();

    /// What is wrong with the question, if anything is. The key, the JSON and the model have been seen to.
    Optional<Refusal> refusal(Question question);

    /// The answer to a question that is not refused.
    Reply answer(Question question);
}
