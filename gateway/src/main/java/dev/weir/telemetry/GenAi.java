package dev.weir.telemetry;

import dev.weir.call.Operation;
import java.util.Map;

/// The words of OpenTelemetry's conventions for generative AI, version 1.41.0, as far as spans and metrics use them.
/// `gen-ai.csv` among the tests lists what is published, and a test holds every name that is said to it.
final class GenAi {

    static final String OPERATION = "gen_ai.operation.name";
    static final String PROVIDER = "gen_ai.provider.name";
    static final String MODEL = "gen_ai.request.model";
    static final String STREAM = "gen_ai.request.stream";
    static final String FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";
    static final String CONVERSATION = "gen_ai.conversation.id";
    static final String INPUT = "gen_ai.usage.input_tokens";
    static final String OUTPUT = "gen_ai.usage.output_tokens";
    static final String CACHE_READ = "gen_ai.usage.cache_read.input_tokens";
    static final String CACHE_WRITE = "gen_ai.usage.cache_creation.input_tokens";
    static final String REASONING = "gen_ai.usage.reasoning.output_tokens";
    static final String TOKEN_TYPE = "gen_ai.token.type";

    static final String TOKENS = "gen_ai.client.token.usage";
    static final String DURATION = "gen_ai.client.operation.duration";
    static final String TIME_TO_FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk";

    /// Kinds of providers that have another name there.
    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            Map.entry("bedrock", "aws.bedrock"),
            Map.entry("bedrock-converse", "aws.bedrock"),
            Map.entry("bedrock-messages", "aws.bedrock"),
            Map.entry("bedrock-mantle", "aws.bedrock"),
            Map.entry("vertex-ai", "gcp.vertex_ai"),
            Map.entry("google", "gcp.gemini"),
            Map.entry("google-openai", "gcp.gemini"),
            Map.entry("azure-openai", "azure.ai.openai"),
            Map.entry("azure-openai-classic", "azure.ai.openai"),
            Map.entry("azure-ai", "azure.ai.inference"),
            Map.entry("azure-anthropic", "azure.ai.inference"),
            Map.entry("mistral-ai", "mistral_ai"),
            Map.entry("perplexity-ai", "perplexity"),
            Map.entry("x-ai", "x_ai"));

    private GenAi() {}

    /// @param kind a row of the catalogue
    static String provider(String kind) {
        return PROVIDERS.getOrDefault(kind, kind);
    }

    /// To count tokens generates nothing, so that there is no word for it; ours stands in.
    static String operation(Operation operation) {
        return switch (operation) {
            case CHAT, RESPONSES, MESSAGES, CONVERSE -> "chat";
            case GENERATE_CONTENT -> "generate_content";
            case EMBEDDINGS, EMBED_CONTENT -> "embeddings";
            case COUNT_TOKENS, COUNT_CONTENT_TOKENS -> "count_tokens";
        };
    }
}
