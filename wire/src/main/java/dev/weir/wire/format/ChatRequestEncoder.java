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
import dev.weir.wire.chat.Turn.Role;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a request of the Chat Completions API.
///
/// A result of a tool is a message of its own there and holds text alone; images in it follow in a message of the
/// user's.
final class ChatRequestEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ChatRequest request;
    private final ToolWords words;
    private final Losses losses;
    private final ObjectNode out = JSON.createObjectNode();

    private ChatRequestEncoder(ChatRequest request, ToolWords words, Losses losses) {
        this.request = ToolResults.inOrder(request, losses);
        this.words = words;
        this.losses = losses;
    }

    static ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return new ChatRequestEncoder(request, words, losses).write();
    }

    private ObjectNode write() {
        out.put("model", request.model());
        ArrayNode messages = out.putArray("messages");
        request.turns().forEach(turn -> turn(turn, messages));
        if (!request.tools().isEmpty()) {
            ArrayNode tools = out.putArray("tools");
            request.tools().forEach(tool -> tools.add(tool(tool)));
        }
        request.begun()
                .ifPresent(part -> losses.changed(
                        part.place(), "the provider begins anew and does not go on with what the assistant has said"));
        request.settings().forEach(setting -> setting(setting.place(), setting.value()));
        if (request.streams()) {
            out.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        return out;
    }

    private void turn(Turn turn, ArrayNode messages) {
        switch (turn.role()) {
            case SYSTEM, DEVELOPER -> {
                ObjectNode message =
                        messages.addObject().put("role", turn.role() == Role.SYSTEM ? "system" : "developer");
                content(turn.parts(), message.putArray("content"));
                simplify(message);
            }
            case USER -> user(turn, messages);
            case ASSISTANT -> assistant(turn, messages);
        }
    }

    private void user(Turn turn, ArrayNode messages) {
        ArrayNode rest = JSON.createArrayNode();
        for (At<Part> part : turn.parts()) {
            if (part.value() instanceof Part.ToolResult result) {
                result(part.place(), result, messages, rest);
            } else {
                content(part, rest);
            }
        }
        if (!rest.isEmpty()) {
            ObjectNode message = messages.addObject().put("role", "user");
            message.set("content", rest);
            simplify(message);
        }
    }

    private void result(String place, Part.ToolResult result, ArrayNode messages, ArrayNode rest) {
        ArrayNode text = JSON.createArrayNode();
        for (At<Part> part : result.content()) {
            switch (part.value()) {
                case Part.Text _, Part.CacheMark _ -> content(part, text);
                case Part.Image _, Part.Document _, Part.Audio _ -> {
                    losses.approximated(part.place(), "it follows the result, which holds text alone");
                    content(part, rest);
                }
                case Part.Refusal _,
                        Part.Thinking _,
                        Part.HiddenThinking _,
                        Part.ToolCall _,
                        Part.ToolResult _,
                        Part.Opaque _ -> losses.changed(part.place(), "a result of a tool cannot hold it");
            }
        }
        joined(result, text);
        if (result.failed()) {
            losses.approximated(At.inside(place, "is_error"), "the result begins with Error:");
            error(text);
        }
        ObjectNode message = messages.addObject().put("role", "tool").put("tool_call_id", words.id(result.id()));
        message.set("content", text);
        if (text.isEmpty()) {
            message.put("content", "");
        }
        simplify(message);
    }

    /// Several texts of a result are told as one to those who copied the format and may know no others.
    private void joined(Part.ToolResult result, ArrayNode text) {
        if (text.size() < 2 || OpenAiModels.known(request.model())) {
            return;
        }
        String all = text.valueStream()
                .map(part -> part.path("text").stringValue(""))
                .collect(Collectors.joining("\n"));
        text.removeAll().add(textPart(all));
        result.content().stream()
                .filter(part -> part.value() instanceof Part.Text)
                .forEach(part -> losses.approximated(part.place(), "the texts of a result are told as one"));
    }

    private static void error(ArrayNode text) {
        if (text.isEmpty()) {
            text.add(textPart(""));
        }
        ObjectNode first = (ObjectNode) text.get(0);
        first.put("text", "Error: " + first.path("text").stringValue(""));
    }

    private void assistant(Turn turn, ArrayNode messages) {
        ArrayNode content = JSON.createArrayNode();
        ArrayNode calls = JSON.createArrayNode();
        var thoughts = new StringBuilder();
        for (At<Part> part : turn.parts()) {
            switch (part.value()) {
                case Part.ToolCall call -> calls.add(call(call));
                case Part.Refusal(String text) ->
                    content.addObject().put("type", "refusal").put("refusal", text);
                case Part.Thinking(String text, String seal) -> {
                    if (seal.isEmpty()) {
                        thoughts.append(text);
                    } else {
                        losses.ignored(part.place(), "the provider takes no signed thoughts");
                    }
                }
                case Part.HiddenThinking _ -> losses.ignored(part.place(), "the provider takes no signed thoughts");
                case Part.CacheMark _ -> losses.ignored(part.place(), "only what is asked can be marked");
                default -> {
                    if (!calls.isEmpty()) {
                        losses.approximated(part.place(), "it is told before the calls");
                    }
                    content(part, content);
                }
            }
        }
        if (content.isEmpty() && calls.isEmpty()) {
            return; // nothing was said
        }
        ObjectNode message = messages.addObject().put("role", "assistant");
        message.set("content", content.isEmpty() ? JSON.nullNode() : content);
        simplify(message);
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", thoughts.toString());
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
    }

    private ObjectNode call(Part.ToolCall call) {
        ObjectNode json = JSON.createObjectNode().put("id", words.id(call.id()));
        if (custom(call.tool())) {
            json.put("type", "custom")
                    .putObject("custom")
                    .put("name", words.word(call.tool()))
                    .put("input", call.arguments());
        } else {
            json.put("type", "function")
                    .putObject("function")
                    .put("name", words.word(call.tool()))
                    .put(
                            "arguments",
                            call.tool().takes() == Takes.TEXT
                                    ? TextTool.arguments(call.arguments()).toString()
                                    : call.arguments());
        }
        return json;
    }

    /// Whether it is a tool of free text for those who have such.
    private boolean custom(ToolName tool) {
        return tool.takes() == Takes.TEXT && OpenAiModels.takesText(request.model());
    }

    private void content(List<At<Part>> parts, ArrayNode out) {
        parts.forEach(part -> content(part, out));
    }

    private void content(At<Part> at, ArrayNode out) {
        switch (at.value()) {
            case Part.Text(String text) -> {
                if (!text.isEmpty()) {
                    out.add(textPart(text));
                }
            }
            case Part.Image(Source source, String detail) -> image(at.place(), source, detail, out);
            case Part.Document(Source source, String name) -> document(at.place(), source, name, out);
            case Part.Audio(String format, String data) ->
                out.addObject()
                        .put("type", "input_audio")
                        .putObject("input_audio")
                        .put("data", data)
                        .put("format", format);
            case Part.Refusal(String text) -> out.add(textPart(text));
            case Part.CacheMark(String keep) -> OpenAiMarks.write(request.model(), at.place(), keep, out, losses);
            case Part.Opaque(String what, JsonNode _) ->
                losses.changed(at.place(), what + " is known to the caller's format only");
            case Part.Thinking _, Part.HiddenThinking _, Part.ToolCall _, Part.ToolResult _ ->
                losses.changed(at.place(), "it cannot stand in a turn of this role");
        }
    }

    private static ObjectNode textPart(String text) {
        return JSON.createObjectNode().put("type", "text").put("text", text);
    }

    private void image(String place, Source source, String detail, ArrayNode out) {
        String url = switch (source) {
            case Source.Bytes(String type, String data) -> "data:" + type + ";base64," + data;
            case Source.Url(String address) -> address;
            case Source.Kept _, Source.Text _ -> "";
        };
        if (url.isEmpty()) {
            losses.changed(place, "the image is kept at another provider");
            return;
        }
        ObjectNode image =
                out.addObject().put("type", "image_url").putObject("image_url").put("url", url);
        if (!detail.isEmpty()) {
            image.put("detail", detail);
        }
    }

    private void document(String place, Source source, String name, ArrayNode out) {
        switch (source) {
            case Source.Bytes(String type, String data) ->
                out.addObject()
                        .put("type", "file")
                        .putObject("file")
                        .put("filename", name.isEmpty() ? "document.pdf" : name)
                        .put("file_data", "data:" + type + ";base64," + data);
            case Source.Text(String text) -> {
                losses.approximated(place, "the document is told as text");
                out.add(textPart(name.isEmpty() ? text : name + "\n\n" + text));
            }
            case Source.Url _, Source.Kept _ -> losses.changed(place, "a document has to be in the request");
        }
    }

    /// A single text is said as a string: all who copied the format understand that.
    private static void simplify(ObjectNode message) {
        JsonNode content = message.path("content");
        if (content.isArray()
                && content.valueStream()
                        .allMatch(part -> part.path("type").asString().equals("text") && part.size() == 2)) {
            if (content.size() == 1) {
                message.put("content", content.get(0).path("text").stringValue(""));
            }
        }
    }

    private ObjectNode tool(At<Tool> at) {
        Tool tool = at.value();
        if (tool.marked()) {
            losses.ignored(at.place(), "the provider caches prompts by itself");
        }
        ObjectNode json = JSON.createObjectNode();
        if (custom(tool.name())) {
            ObjectNode custom = json.put("type", "custom").putObject("custom").put("name", words.word(tool.name()));
            described(custom, tool);
            if (!tool.schema().isMissingNode()) {
                custom.set("format", grammar(tool.schema()));
            }
            return json;
        }
        ObjectNode function = json.put("type", "function").putObject("function").put("name", words.word(tool.name()));
        if (tool.name().takes() == Takes.TEXT) {
            losses.approximated(at.place(), "the tool takes its text in a JSON object");
            words.wrap(tool.name());
            function.put("description", TextTool.description(tool));
            function.set("parameters", TextTool.schema());
            return json;
        }
        described(function, tool);
        function.set("parameters", schema(tool.schema()));
        StrictSchemas.write(At.inside(at.place(), "strict"), schema(tool.schema()), tool.strict(), function, losses);
        return json;
    }

    private static void described(ObjectNode json, Tool tool) {
        if (!tool.description().isEmpty()) {
            json.put("description", tool.description());
        }
    }

    private static ObjectNode grammar(JsonNode format) {
        ObjectNode nested = JSON.createObjectNode().put("type", "grammar");
        nested.putObject("grammar")
                .put("syntax", format.path("syntax").stringValue(""))
                .put("definition", format.path("definition").stringValue(""));
        return nested;
    }

    static JsonNode schema(JsonNode schema) {
        if (schema.isObject()) {
            return schema;
        }
        ObjectNode empty = JSON.createObjectNode().put("type", "object");
        empty.putObject("properties");
        return empty;
    }

    private void setting(String place, Setting setting) {
        switch (setting) {
            case Setting.MaxTokens(long tokens) ->
                out.put(OpenAiModels.reasons(request.model()) ? "max_completion_tokens" : "max_tokens", tokens);
            case Setting.Temperature(var value) -> out.put("temperature", value);
            case Setting.TopP(var value) -> out.put("top_p", value);
            case Setting.TopK _ -> losses.ignored(place, "the provider has no such setting");
            case Setting.Stop(List<String> sequences) -> {
                if (sequences.size() > 4) {
                    losses.changed(
                            place, "the provider takes four stop sequences, %d are there".formatted(sequences.size()));
                } else {
                    ArrayNode stop = out.putArray("stop");
                    sequences.forEach(stop::add);
                }
            }
            case Setting.Seed(long value) -> out.put("seed", value);
            case Setting.FrequencyPenalty(var value) -> out.put("frequency_penalty", value);
            case Setting.PresencePenalty(var value) -> out.put("presence_penalty", value);
            case Setting.LogProbabilities(long top) -> out.put("logprobs", true).put("top_logprobs", top);
            case Setting.Think(Effort effort) -> think(place, effort);
            case Setting.TellThoughts(String how) -> {
                if (!how.equals("none")) {
                    losses.ignored(place, "the provider does not tell what the model thinks");
                }
            }
            case Setting.Choose(ToolChoice choice) -> choose(place, choice);
            case Setting.Parallel(boolean allowed) -> {
                if (!request.tools().isEmpty()) {
                    out.put("parallel_tool_calls", allowed);
                }
            }
            case Setting.AnyJson() -> out.putObject("response_format").put("type", "json_object");
            case Setting.FittingJson(String name, String description, JsonNode schema, Strict strict) -> {
                ObjectNode json = out.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema")
                        .put("name", name.isEmpty() ? "output" : name);
                if (!description.isEmpty()) {
                    json.put("description", description);
                }
                json.set("schema", schema);
                StrictSchemas.write(place, schema, strict, json, losses);
            }
            case Setting.Verbosity(String how) -> {
                if (OpenAiModels.reasons(request.model())) {
                    out.put("verbosity", how);
                } else {
                    losses.ignored(place, "the model has no such setting");
                }
            }
            case Setting.User(String id) -> {
                if (id.length() <= 128 && OpenAiModels.known(request.model())) {
                    out.put("safety_identifier", id);
                } else {
                    losses.ignored(place, "the provider takes no name of a user like this one");
                }
            }
            case Setting.Metadata _ -> losses.ignored(place, "it would be kept with the answer, and none is kept");
            case Setting.Tier(String name) -> {
                if (Set.of("auto", "default", "flex", "priority").contains(name.toLowerCase(Locale.ROOT))) {
                    out.put("service_tier", name);
                } else {
                    losses.ignored(place, "the provider has no tier of this name");
                }
            }
            case Setting.CacheKey(String key) -> {
                if (OpenAiModels.known(request.model())) {
                    out.put("prompt_cache_key", key);
                } else {
                    losses.ignored(place, "the provider has no such setting");
                }
            }
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
            out.put("reasoning_effort", "low");
        } else if (effort != Effort.AUTO) { // as much as it wants is what it does unasked
            out.put("reasoning_effort", effort.word());
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
                ObjectNode allowed = out.putObject("tool_choice")
                        .put("type", "allowed_tools")
                        .putObject("allowed_tools")
                        .put("mode", must ? "required" : "auto");
                ArrayNode list = allowed.putArray("tools");
                among.forEach(tool -> list.add(named(tool)));
            }
        }
    }

    private ObjectNode named(ToolName tool) {
        String kind = custom(tool) ? "custom" : "function";
        ObjectNode json = JSON.createObjectNode().put("type", kind);
        json.putObject(kind).put("name", words.word(tool));
        return json;
    }
}
