package dev.weir.wire.chat;

import tools.jackson.databind.JsonNode;

/// A tool that the caller runs.
///
/// @param schema of its arguments, a JSON object; for a tool that takes text, the grammar of it, or a missing node
/// @param strict whether arguments have to fit the schema; unsaid where nothing was said
/// @param marked whether the prompt up to here is worth caching
public record Tool(ToolName name, String description, JsonNode schema, Strict strict, boolean marked) {

    public enum Strict {
        UNSAID,
        YES,
        NO
    }
}
