package dev.weir.wire.chat;

import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// One thing that a request says beside the conversation and the tools. What only one format can say is not here: its
/// decoder reports it as lost.
public sealed interface Setting {

    /// Thinking included.
    record MaxTokens(long tokens) implements Setting {}

    record Temperature(BigDecimal value) implements Setting {}

    record TopP(BigDecimal value) implements Setting {}

    record TopK(long value) implements Setting {}

    record Stop(List<String> sequences) implements Setting {
        public Stop {
            sequences = List.copyOf(sequences);
        }
    }

    record Seed(long value) implements Setting {}

    record FrequencyPenalty(BigDecimal value) implements Setting {}

    record PresencePenalty(BigDecimal value) implements Setting {}

    /// How many of the likeliest tokens are wanted for each that was chosen.
    record LogProbabilities(long top) implements Setting {}

    record Think(Effort effort) implements Setting {}

    /// Whether what the model thinks is to be told, in its provider's words: `auto`, `concise`, `detailed`, `none`.
    record TellThoughts(String how) implements Setting {}

    record Choose(ToolChoice choice) implements Setting {}

    record Parallel(boolean allowed) implements Setting {}

    /// The answer is to be a JSON object.
    record AnyJson() implements Setting {}

    /// The answer is to be JSON that fits a schema.
    ///
    /// @param name empty if it has none
    record FittingJson(String name, String description, JsonNode schema, Tool.Strict strict) implements Setting {}

    /// How much is to be said: `low`, `medium`, `high`.
    record Verbosity(String how) implements Setting {}

    record User(String id) implements Setting {}

    record Metadata(JsonNode map) implements Setting {}

    /// In the words of OpenAI: `auto`, `default`, `flex`, `priority`.
    record Tier(String name) implements Setting {}

    /// What keeps the calls of one conversation at one cache.
    record CacheKey(String key) implements Setting {}

    /// Whether the provider is to keep the answer.
    record Store(boolean wanted) implements Setting {}
}
