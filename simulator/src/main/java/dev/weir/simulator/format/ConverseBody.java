package dev.weir.simulator.format;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request of Converse says, in the words of Messages.
///
/// @param signs whether the model signs what it thinks; what another one thought is not looked at
record ConverseBody(boolean signs) {

    private static final Map<String, String> SAMPLING =
            Map.of("temperature", "temperature", "topP", "top_p", "stopSequences", "stop_sequences");
    private static final int TOKENS = 4_096;

    ObjectNode messages(ObjectNode body) {
        ObjectNode inside = Json.object();
        JsonNode inference = body.path("inferenceConfig");
        inside.put("max_tokens", inference.path("maxTokens").longValue(TOKENS));
        SAMPLING.forEach((from, to) -> {
            if (inference.has(from)) {
                inside.set(to, inference.path(from));
            }
        });
        if (body.has("system")) {
            inside.set("system", blocks(body.path("system")));
        }
        ArrayNode messages = inside.putArray("messages");
        for (JsonNode message : body.path("messages")) {
            messages.addObject()
                    .put("role", Json.text(message, "role"))
                    .set("content", blocks(message.path("content")));
        }
        tools(body.path("toolConfig"), inside);
        output(body.path("outputConfig"), inside);
        JsonNode additional = body.path("additionalModelRequestFields");
        for (String same : new String[] {"thinking", "top_k"}) {
            if (additional.has(same)) {
                inside.set(same, additional.path(same));
            }
        }
        if (additional.path("reasoning_effort").isString()
                || Json.text(additional.path("reasoningConfig"), "type").equals("enabled")) {
            inside.putObject("thinking").put("type", "adaptive");
        }
        return inside;
    }

    private static void tools(JsonNode config, ObjectNode inside) {
        ArrayNode tools = Json.array();
        for (JsonNode tool : config.path("tools")) {
            if (tool.has("cachePoint")) {
                mark(tools, tool);
                continue;
            }
            JsonNode spec = tool.path("toolSpec");
            ObjectNode one = tools.addObject().put("name", Json.text(spec, "name"));
            if (spec.has("description")) {
                one.set("description", spec.path("description"));
            }
            one.set("input_schema", spec.path("inputSchema").path("json"));
        }
        if (!tools.isEmpty()) {
            inside.set("tools", tools);
        }
        JsonNode choice = config.path("toolChoice");
        if (choice.has("tool")) {
            inside.putObject("tool_choice").put("type", "tool").put("name", Json.text(choice.path("tool"), "name"));
        } else if (choice.has("any")) {
            inside.putObject("tool_choice").put("type", "any");
        }
    }

    private static void output(JsonNode config, ObjectNode inside) {
        ObjectNode output = Json.object();
        String schema = Json.text(config.path("textFormat").path("structure").path("jsonSchema"), "schema");
        if (!schema.isEmpty()) {
            output.putObject("format").put("type", "json_schema").set("schema", Json.parse(schema));
        }
        if (config.has("effort")) {
            output.set("effort", config.path("effort"));
        }
        if (!output.isEmpty()) {
            inside.set("output_config", output);
        }
    }

    private static void mark(ArrayNode blocks, JsonNode point) {
        ObjectNode mark = ((ObjectNode) blocks.get(blocks.size() - 1))
                .putObject("cache_control")
                .put("type", "ephemeral");
        if (Json.text(point.path("cachePoint"), "ttl").equals("1h")) {
            mark.put("ttl", "1h");
        }
    }

    private ArrayNode blocks(JsonNode content) {
        ArrayNode blocks = Json.array();
        for (JsonNode block : content) {
            String what = block.propertyNames().iterator().next();
            JsonNode value = block.path(what);
            switch (what) {
                case "text" -> blocks.add(Json.typed("text").set("text", value));
                case "json" -> blocks.add(Json.typed("text").put("text", value.toString()));
                case "cachePoint" -> mark(blocks, block);
                case "reasoningContent" -> thought(value, blocks);
                case "toolUse" ->
                    blocks.add(Json.typed("tool_use")
                            .put("id", Json.text(value, "toolUseId"))
                            .put("name", Json.text(value, "name"))
                            .set("input", value.path("input")));
                case "toolResult" ->
                    blocks.add(Json.typed("tool_result")
                            .put("tool_use_id", Json.text(value, "toolUseId"))
                            .put("is_error", Json.text(value, "status").equals("error"))
                            .set("content", blocks(value.path("content"))));
                default -> blocks.add(Json.typed(what).set("source", value));
            }
        }
        return blocks;
    }

    private void thought(JsonNode thought, ArrayNode blocks) {
        if (!signs) {
            return;
        }
        if (thought.has("redactedContent")) {
            blocks.add(Json.typed("redacted_thinking").set("data", thought.path("redactedContent")));
        } else {
            JsonNode text = thought.path("reasoningText");
            blocks.add(Json.typed("thinking")
                    .put("thinking", Json.text(text, "text"))
                    .put("signature", Json.text(text, "signature")));
        }
    }
}
