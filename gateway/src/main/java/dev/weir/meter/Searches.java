package dev.weir.meter;

import dev.weir.wire.json.RequestShape;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How often a provider may search the web for a request.
final class Searches {

    /// Of a tool that does not say it. Nobody else limits it, so it is no bound.
    private static final long UNSAID = 1;

    private static final List<String> OF_GOOGLE = List.of("googleSearch", "google_search");

    private Searches() {}

    static long in(RequestShape request) {
        return request.json("tools")
                .map(tools -> in(
                        JsonMapper.shared().readTree(tools),
                        request.number("max_tool_calls").orElse(UNSAID)))
                .orElse(0L);
    }

    private static long in(JsonNode tools, long unsaid) {
        long all = 0;
        for (JsonNode tool : tools) {
            if (tool.path("type").asString("").startsWith("web_search")) {
                all = NanoUsd.plus(all, Math.max(0, tool.path("max_uses").asLong(unsaid)));
            } else if (OF_GOOGLE.stream().anyMatch(tool::has)) {
                all = NanoUsd.plus(all, unsaid);
            }
        }
        return all;
    }
}
