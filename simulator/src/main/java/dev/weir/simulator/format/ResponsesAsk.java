package dev.weir.simulator.format;

import dev.weir.simulator.author.Ask;
import dev.weir.simulator.author.Limits;
import dev.weir.simulator.author.Thinking;
import dev.weir.simulator.author.Tool;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads what a Responses request asks for.
final class ResponsesAsk {

    private ResponsesAsk() {}

    static Ask of(JsonNode body) {
        String said = "";
        boolean toolRan = false;
        List<Tool> tools = new ArrayList<>(OpenAiTools.of(body.path("tools")).toList());
        for (JsonNode item : ResponsesPrompt.items(body)) {
            String text = Json.text(item, "role").equals("user") ? Json.flat(item.path("content")) : "";
            if (!text.isEmpty()) {
                said = text;
                toolRan = false;
            }
            if (ResponsesPrompt.type(item).endsWith("_output")) {
                toolRan = true;
            }
            // Codex sends the tools of its newest models as an item of the input.
            if (ResponsesPrompt.type(item).equals("additional_tools")) {
                OpenAiTools.of(item.path("tools")).forEach(tools::add);
            }
        }
        return new Ask(
                said,
                toolRan,
                tools,
                OpenAiTools.choice(body.path("tool_choice")),
                OpenAiTools.wanted(body.path("text").path("format")),
                thinks(body) ? Thinking.ON : Thinking.OFF,
                new Limits(body.path("max_output_tokens").longValue(Limits.UNLIMITED), List.of()));
    }

    private static boolean thinks(JsonNode body) {
        return ChatAsk.thinks(Json.text(body.path("reasoning"), "effort")) || wantsEncrypted(body);
    }

    /// Whether thoughts are to be given to the client, sealed, for it to bring them back.
    static boolean wantsEncrypted(JsonNode body) {
        return body.path("include")
                .valueStream()
                .anyMatch(include -> include.stringValue("").equals("reasoning.encrypted_content"));
    }

    static boolean wantsSummary(JsonNode body) {
        JsonNode summary = body.path("reasoning").path("summary");
        return summary.isString() && !summary.stringValue("").equals("none");
    }
}
