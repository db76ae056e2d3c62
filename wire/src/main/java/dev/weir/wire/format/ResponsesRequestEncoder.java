package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Effort;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Setting;
import dev.weir.wire.chat.Source;
import dev.weir.wire.chat.Tool;
import dev.weir.wire.chat.Tool.Strict;
import dev.weir.wire.chat.ToolChoice;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.ToolName.Takes;
import dev.weir.wire.chat.Turn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a request of the Responses API. Nothing is kept at the provider, so reasoning is asked for in its encrypted
/// form.
final class ResponsesRequestEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LEAST_TOKENS = 16;

    private final ChatRequest request;
    private final ToolWords words;
    private final Losses losses;
    private final ObjectNode out = JSON.createObjectNode();
    private final ArrayNode input = JSON.createArrayNode();

    private ResponsesRequestEncoder(ChatRequest request, ToolWords words, Losses losses) {
        this.request = ToolResults.inOrder(request, losses);
        this.words = words;
        this.losses = losses;
    }

    static ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return new ResponsesRequestEncoder(request, words, losses).write();
    }

    /// Whether the model is going to reason about this.
    static boolean reasons(ChatRequest request) {
        return OpenAiModels.reasons(request.model())
                && request.settings().stream()
                        .noneMatch(one -> one.value() instanceof Setting.Think(Effort effort) && effort == Effort.NONE);
    }

    private ObjectNode write() {
        out.put("model", request.model());
        out.set("input", input);
        request.turns().forEach(this::turn);
        if (!request.tools().isEmpty()) {
            ArrayNode tools = out.putArray("tools");
            request.tools().forEach(tool -> tools.add(tool(tool)));
        }
        out.put("store", false);
        request.begun()
                .ifPresent(part -> losses.changed(
                        part.place(), "the provider begins anew and does not go on with what the assistant has said"));
        request.settings().forEach(setting -> setting(setting.place(), setting.value()));
        if (OpenAiModels.reasons(request.model())) {
            out.putArray("include").add("reasoning.encrypted_content");
        }
        if (request.streams()) {
            out.put("stream", true);
        }
        return out;
    }

    private void turn(Turn turn) {
        ArrayNode said = JSON.createArrayNode();
        for (At<Part> part : turn.parts()) {
            switch (part.value()) {
                case Part.ToolCall call -> {
                    say(turn, said);
                    call(call);
                }
                case Part.ToolResult result -> {
                    say(turn, said);
                    result(part.place(), result);
                }
                case Part.Thinking(String text, String seal) -> {
                    say(turn, said);
                    thought(part.place(), text, seal);
                }
                case Part.HiddenThinking(String seal) -> {
                    say(turn, said);
                    thought(part.place(), "", seal);
                }
                default -> content(part, said, turn.role() == Turn.Role.ASSISTANT);
            }
        }
        say(turn, said);
    }

    /// Writes what was said so far as a message.
    private void say(Turn turn, ArrayNode said) {
        if (!said.isEmpty()) {
            input.addObject()
                    .put("type", "message")
                    .put(
                            "role",
                            switch (turn.role()) {
                                case SYSTEM -> "system";
                                case DEVELOPER -> "developer";
                                case USER -> "user";
                                case ASSISTANT -> "assistant";
                            })
                    .set("content", said.deepCopy());
            said.removeAll();
        }
    }

    private void thought(String place, String text, String seal) {
        if (seal.isEmpty()) {
            losses.ignored(place, "the provider takes no thoughts that it has not encrypted");
            return;
        }
        ObjectNode item = input.addObject().put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (!text.isEmpty()) {
            summary.addObject().put("type", "summary_text").put("text", text);
        }
        item.put("encrypted_content", seal);
    }

    private void call(Part.ToolCall call) {
        boolean custom = custom(call.tool());
        boolean wrapped = call.tool().takes() == Takes.TEXT && !custom;
        input.addObject()
                .put("type", custom ? "custom_tool_call" : "function_call")
                .put("call_id", words.id(call.id()))
                .put("name", words.word(call.tool()))
                .put(
                        custom ? "input" : "arguments",
                        wrapped ? TextTool.arguments(call.arguments()).toString() : call.arguments());
    }

    /// Whether it is a tool of free text for those who have such.
    private boolean custom(ToolName tool) {
        return tool.takes() == Takes.TEXT && OpenAiModels.takesText(request.model());
    }

    private void result(String place, Part.ToolResult result) {
        ArrayNode content = JSON.createArrayNode();
        result.content().forEach(part -> content(part, content, false));
        if (result.failed()) {
            losses.approximated(At.inside(place, "is_error"), "the result begins with Error:");
            error(content);
        }
        ObjectNode item = input.addObject()
                .put("type", wasText(result.id()) ? "custom_tool_call_output" : "function_call_output")
                .put("call_id", words.id(result.id()));
        if (content.isEmpty()) {
            item.put("output", "");
        } else if (content.size() == 1
                && content.get(0).has("text")
                && content.get(0).size() == 2) {
            item.put("output", content.get(0).path("text").stringValue(""));
        } else {
            item.set("output", content);
        }
    }

    private static void error(ArrayNode content) {
        if (!content.path(0).path("type").asString("").equals("input_text")) {
            content.insertObject(0).put("type", "input_text").put("text", "");
        }
        ObjectNode first = (ObjectNode) content.get(0);
        first.put("text", "Error: " + first.path("text").stringValue(""));
    }

    /// Whether the tool that was called is one of free text.
    private boolean wasText(String id) {
        return request.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .map(At::value)
                .anyMatch(part -> part instanceof Part.ToolCall(String called, ToolName tool, String _)
                        && called.equals(id)
                        && custom(tool));
    }

    private void content(At<Part> at, ArrayNode content, boolean assistant) {
        String place = at.place();
        switch (at.value()) {
            case Part.Text(String text) -> {
                if (!text.isEmpty()) {
                    ObjectNode part = content.addObject()
                            .put("type", assistant ? "output_text" : "input_text")
                            .put("text", text);
                    if (assistant) {
                        part.putArray("annotations");
                    }
                }
            }
            case Part.Refusal(String text) ->
                content.addObject().put("type", "refusal").put("refusal", text);
            case Part.Image(Source source, String detail) ->
                url(place, source).ifPresent(url -> {
                    ObjectNode image =
                            content.addObject().put("type", "input_image").put("image_url", url);
                    image.put("detail", detail.isEmpty() ? "auto" : detail);
                });
            case Part.Document(Source source, String name) -> document(place, source, name, content);
            case Part.Audio _ -> losses.changed(place, "the provider hears no audio");
            case Part.CacheMark _ when assistant -> losses.ignored(place, "only what is asked can be marked");
            case Part.CacheMark(String keep) -> OpenAiMarks.write(request.model(), place, keep, content, losses);
            case Part.Opaque(String what, JsonNode _) ->
                losses.changed(place, what + " is known to the caller's format only");
            case Part.Thinking _, Part.HiddenThinking _, Part.ToolCall _, Part.ToolResult _ ->
                losses.changed(place, "it cannot stand in here");
        }
    }

    private Optional<String> url(String place, Source source) {
        return switch (source) {
            case Source.Bytes(String type, String data) -> Optional.of("data:" + type + ";base64," + data);
            case Source.Url(String url) -> Optional.of(url);
            case Source.Kept _, Source.Text _ -> {
                losses.changed(place, "it is kept at another provider");
                yield Optional.empty();
            }
        };
    }

    private void document(String place, Source source, String name, ArrayNode content) {
        switch (source) {
            case Source.Text(String text) -> {
                losses.approximated(place, "the document is told as text");
                content.addObject().put("type", "input_text").put("text", name.isEmpty() ? text : name + "\n\n" + text);
            }
            case Source.Url(String url) ->
                content.addObject().put("type", "input_file").put("file_url", url);
            case Source.Bytes _, Source.Kept _ ->
                url(place, source)
                        .ifPresent(data -> content.addObject()
                                .put("type", "input_file")
                                .put("filename", name.isEmpty() ? "document.pdf" : name)
                                .put("file_data", data));
        }
    }

    private ObjectNode tool(At<Tool> at) {
        Tool tool = at.value();
        if (tool.marked()) {
            losses.ignored(At.inside(at.place(), "cache_control"), "the provider caches prompts by itself");
        }
        boolean text = custom(tool.name());
        ObjectNode json = JSON.createObjectNode()
                .put("type", text ? "custom" : "function")
                .put("name", words.word(tool.name()));
        if (tool.name().takes() == Takes.TEXT && !text) {
            losses.approximated(at.place(), "the tool takes its text in a JSON object");
            words.wrap(tool.name());
            json.put("description", TextTool.description(tool));
            json.set("parameters", TextTool.schema());
            return json.put("strict", false);
        }
        if (!tool.description().isEmpty()) {
            json.put("description", tool.description());
        }
        if (!text) {
            json.set("parameters", ChatRequestEncoder.schema(tool.schema()));
            // unsaid would be strict here, and nowhere else
            Strict strict = tool.strict() == Strict.YES ? Strict.YES : Strict.NO;
            StrictSchemas.write(
                    At.inside(at.place(), "strict"), ChatRequestEncoder.schema(tool.schema()), strict, json, losses);
        } else if (tool.schema().isObject()) {
            ObjectNode format = ((ObjectNode) tool.schema()).deepCopy();
            json.set("format", format.put("type", "grammar"));
        }
        return json;
    }

    private void setting(String place, Setting setting) {
        switch (setting) {
            case Setting.MaxTokens(long tokens) -> {
                if (tokens < LEAST_TOKENS) {
                    losses.approximated(place, "the provider takes %d at least".formatted(LEAST_TOKENS));
                }
                out.put("max_output_tokens", Math.max(tokens, LEAST_TOKENS));
            }
            case Setting.Temperature(var value) -> out.put("temperature", value);
            case Setting.TopP(var value) -> out.put("top_p", value);
            case Setting.Stop _ -> losses.changed(place, "the provider takes no stop sequences");
            case Setting.TopK _, Setting.Seed _, Setting.FrequencyPenalty _, Setting.PresencePenalty _ ->
                losses.ignored(place, "the provider has no such setting");
            case Setting.LogProbabilities(long top) -> {
                out.put("top_logprobs", top);
                out.withArray("include").add("message.output_text.logprobs");
            }
            case Setting.Think(Effort effort) -> think(place, effort);
            case Setting.TellThoughts(String how) -> {
                if (how.equals("none")) {
                    return; // it is not told unasked
                }
                if (OpenAiModels.reasons(request.model())) {
                    out.withObject("reasoning").put("summary", how);
                } else {
                    losses.ignored(place, "the model is not known to reason");
                }
            }
            case Setting.Choose(ToolChoice choice) -> choose(place, choice);
            case Setting.Parallel(boolean allowed) -> out.put("parallel_tool_calls", allowed);
            case Setting.AnyJson() -> out.withObject("text").putObject("format").put("type", "json_object");
            case Setting.FittingJson(String name, String description, JsonNode schema, Strict strict) -> {
                ObjectNode format = out.withObject("text")
                        .putObject("format")
                        .put("type", "json_schema")
                        .put("name", name.isEmpty() ? "output" : name);
                if (!description.isEmpty()) {
                    format.put("description", description);
                }
                format.set("schema", schema);
                StrictSchemas.write(place, schema, strict, format, losses);
            }
            case Setting.Verbosity(String how) -> out.withObject("text").put("verbosity", how);
            case Setting.User(String id) -> {
                if (id.length() <= 128) {
                    out.put("safety_identifier", id);
                } else {
                    losses.ignored(place, "the provider takes 128 characters");
                }
            }
            case Setting.Metadata _ -> losses.ignored(place, "it would be kept with the answer, and none is kept");
            case Setting.Tier(String name) -> {
                if (Set.of("auto", "default", "flex", "priority").contains(name)) {
                    out.put("service_tier", name);
                } else {
                    losses.ignored(place, "the provider has no tier of this name");
                }
            }
            case Setting.CacheKey(String key) -> out.put("prompt_cache_key", key);
            case Setting.Store(boolean wanted) -> {
                if (wanted) {
                    losses.ignored(place, "answers are not kept at the provider");
                }
            }
        }
    }

    private void think(String place, Effort effort) {
        if (!OpenAiModels.reasons(request.model())) {
            if (effort != Effort.NONE) {
                losses.ignored(place, "the model is not known to reason");
            }
        } else if (effort == Effort.NONE && !OpenAiModels.canStopReasoning(request.model())) {
            losses.approximated(place, "the model always thinks; it is asked for as little as it can");
            out.withObject("reasoning").put("effort", "low");
        } else if (effort != Effort.AUTO) { // as much as it wants is what it does unasked
            out.withObject("reasoning").put("effort", effort.word());
        }
    }

    private void choose(String place, ToolChoice choice) {
        if (!Choices.tellable(request, place, choice, losses)) {
            return;
        }
        switch (choice) {
            case ToolChoice.Auto() -> out.put("tool_choice", "auto");
            case ToolChoice.None() -> out.put("tool_choice", "none");
            case ToolChoice.Any() -> out.put("tool_choice", "required");
            case ToolChoice.One(ToolName tool) -> out.set("tool_choice", named(tool));
            case ToolChoice.Among(List<ToolName> among, boolean must) -> {
                ArrayNode list = out.putObject("tool_choice")
                        .put("type", "allowed_tools")
                        .put("mode", must ? "required" : "auto")
                        .putArray("tools");
                among.forEach(tool -> list.add(named(tool)));
            }
        }
    }

    private ObjectNode named(ToolName tool) {
        return JSON.createObjectNode()
                .put("type", custom(tool) ? "custom" : "function")
                .put("name", words.word(tool));
    }
}
