package dev.weir.simulator.format;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The models that there are.
///
/// @param known patterns of the names that are taken; `*` stands for any text, `?` for one character
/// @param listed the names that are shown to those who ask for a list
public record Models(List<String> known, List<String> listed) {

    public static final Models DEFAULT = new Models(
            List.of(
                    "claude-*",
                    "gpt-*",
                    "o?-*",
                    "mock-model",
                    "text-embedding-3-*",
                    "gemini-*",
                    "*anthropic.claude-*",
                    "*amazon.nova-*",
                    "*meta.llama*",
                    "openai.gpt-oss-*",
                    "openai.gpt-*",
                    "arn:aws:bedrock:*"),
            List.of(
                    "claude-opus-5-5",
                    "claude-opus-4-7",
                    "claude-sonnet-4-6",
                    "claude-haiku-4-5",
                    "gpt-5.5",
                    "gpt-5",
                    "gpt-4o",
                    "mock-model",
                    "gemini-3-pro",
                    "text-embedding-3-small"));

    public Models {
        known = List.copyOf(known);
        listed = List.copyOf(listed);
    }

    /// Whether a model on Bedrock is one of Anthropic's. Of a profile of somebody's own nobody knows.
    static boolean isClaude(String name) {
        return name.contains("claude") || name.contains("anthropic.") || name.startsWith("arn:");
    }

    public boolean has(String name) {
        return known.stream().anyMatch(pattern -> new Glob(pattern).matches(name));
    }

    public ObjectNode list(Dialect dialect) {
        boolean openAi = dialect == Dialect.OPENAI || dialect == Dialect.AZURE;
        String list = dialect == Dialect.GOOGLE || dialect == Dialect.VERTEX ? "models" : "data";
        ObjectNode json = openAi ? Json.object().put("object", "list") : Json.object();
        listed.forEach(name -> json.withArray(list).add(one(name, dialect)));
        if (dialect == Dialect.ANTHROPIC) {
            json.put("has_more", false);
            if (!listed.isEmpty()) {
                json.put("first_id", listed.getFirst()).put("last_id", listed.getLast());
            }
        }
        return json;
    }

    public ObjectNode one(String name, Dialect dialect) {
        return switch (dialect) {
            case OPENAI, AZURE ->
                Json.object()
                        .put("id", name)
                        .put("object", "model")
                        .put("created", 1_700_000_000)
                        .put("owned_by", "simulator");
            case GOOGLE, VERTEX -> Json.object().put("name", "models/" + name).put("displayName", name);
            case ANTHROPIC, BEDROCK ->
                Json.typed("model").put("id", name).put("display_name", name).put("created_at", "2026-01-01T00:00:00Z");
        };
    }
}
