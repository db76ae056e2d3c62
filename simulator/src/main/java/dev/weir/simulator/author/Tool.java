package dev.weir.simulator.author;

import tools.jackson.databind.JsonNode;

/// A tool that a request offers.
///
/// @param namespace the group that it is in; empty if it is in none
/// @param schema what its input looks like; missing if it is not said
public record Tool(String name, String namespace, Kind kind, JsonNode schema) {

    public enum Kind {
        /// Its input is JSON.
        FUNCTION,
        /// Its input is free text.
        CUSTOM,
        /// A web search that the provider runs itself.
        SEARCH
    }
}
