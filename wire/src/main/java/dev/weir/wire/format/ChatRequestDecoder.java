package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatRequest;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Reads a request of the Chat Completions API. SDKs send back whole answers of earlier, with members that belong to no
/// request; those say nothing.
final class ChatRequestDecoder {

    private final Losses losses;
    private final List<Turn> turns = new ArrayList<>();
    private final List<At<Tool>> tools = new ArrayList<>();
    private final Settings settings;

    private ChatRequestDecoder(Losses losses) {
        this.losses = losses;
        this.settings = new Settings(losses);
    }

    static ChatRequest decode(JsonNode json, Losses losses) {
        return new ChatRequestDecoder(losses).request(new Fields(json, "", losses));
    }

    private ChatRequest request(Fields request) {
        String model = request.text("model");
        boolean streams = request.take("stream").booleanValue(false);
        request.skip(Set.of("stream_options"));
        JsonNode messages = request.wanted("messages");
        for (int i = 0; i < messages.size(); i++) {
            var message = new Fields(messages.get(i), At.inside("/messages", i), losses);
            message(message);
            message.rest();
        }
        JsonNode list = request.array("tools");
        for (int i = 0; i < list.size(); i++) {
            tool(new Fields(list.get(i), At.inside("/tools", i), losses));
        }
        settings(request);
        request.rest();
        return new ChatRequest(model, streams, turns, tools, settings.list());
    }

    private void message(Fields message) {
        String role = message.text("role");
        var parts = new ArrayList<At<Part>>();
        if (role.equals("tool")) {
            content(message, parts);
            result(new At<>(message.place(), new Part.ToolResult(message.text("tool_call_id"), parts, false)));
            return;
        }
        if (role.equals("assistant")) {
            message.skip(Set.of("annotations", "parsed"));
            String thoughts = message.text("reasoning_content") + message.text("reasoning");
            if (!thoughts.isEmpty()) {
                parts.add(new At<>(message.place("reasoning_content"), new Part.Thinking(thoughts, "")));
            }
        }
        content(message, parts);
        if (role.equals("assistant")) {
            if (message.has("refusal")) {
                parts.add(new At<>(message.place("refusal"), new Part.Refusal(message.text("refusal"))));
            }
            JsonNode calls = message.array("tool_calls");
            for (int i = 0; i < calls.size(); i++) {
                var call = new Fields(calls.get(i), At.inside(message.place("tool_calls"), i), losses);
                parts.add(new At<>(call.place(), call(call)));
                call.rest();
            }
        }
        turns.add(new Turn(
                switch (role) {
                    case "system" -> Role.SYSTEM;
                    case "developer" -> Role.DEVELOPER;
                    case "assistant" -> Role.ASSISTANT;
                    case "user" -> Role.USER;
                    default -> {
                        losses.invalid(
                                message.place("role"),
                                "system, developer, user, assistant or tool is wanted, not " + role);
                        yield Role.USER;
                    }
                },
                parts));
    }

    /// Results that follow each other are one turn of the user's.
    private void result(At<Part> result) {
        Turn last = turns.isEmpty() ? new Turn(Role.SYSTEM, List.of()) : turns.getLast();
        if (last.role() == Role.USER
                && !last.parts().isEmpty()
                && last.parts().getLast().value() instanceof Part.ToolResult) {
            var parts = new ArrayList<>(last.parts());
            parts.add(result);
            turns.set(turns.size() - 1, new Turn(Role.USER, parts));
        } else {
            turns.add(new Turn(Role.USER, List.of(result)));
        }
    }

    private Part.ToolCall call(Fields call) {
        String[] said = new String[2];
        String kind = call.has("custom") ? "custom" : "function";
        call.skip(Set.of("type", "index"));
        String id = call.text("id");
        call.inside(kind, (inner, _) -> {
            inner.skip(Set.of("parsed_arguments"));
            said[0] = inner.text("name");
            said[1] = inner.text(kind.equals("custom") ? "input" : "arguments");
        });
        String name = said[0] == null ? "" : said[0];
        String arguments = said[1] == null ? "" : said[1];
        return new Part.ToolCall(
                id, new ToolName("", name, kind.equals("custom") ? Takes.TEXT : Takes.OBJECT), arguments);
    }

    private void content(Fields message, List<At<Part>> parts) {
        JsonNode content = message.take("content");
        if (content.isString()) {
            if (!content.stringValue().isEmpty()) {
                parts.add(new At<>(message.place("content"), new Part.Text(content.stringValue())));
            }
            return;
        }
        if (!content.isMissingNode() && !content.isArray()) {
            losses.invalid(message.place("content"), "a string or an array of parts is wanted");
            return;
        }
        for (int i = 0; i < content.size(); i++) {
            var part = new Fields(content.get(i), At.inside(message.place("content"), i), losses);
            parts.add(new At<>(part.place(), part(part, content.get(i))));
            OpenAiMarks.read(part, parts);
            part.rest();
        }
    }

    private Part part(Fields part, JsonNode json) {
        String type = part.text("type");
        Part[] read = {new Part.Text("")};
        switch (type) {
            case "text" -> read[0] = new Part.Text(part.text("text"));
            case "refusal" -> read[0] = new Part.Refusal(part.text("refusal"));
            case "image_url" ->
                part.inside(
                        "image_url",
                        (image, _) ->
                                read[0] = new Part.Image(DataUrl.source(image.text("url")), image.text("detail")));
            case "input_audio" ->
                part.inside(
                        "input_audio",
                        (audio, _) -> read[0] = new Part.Audio(audio.text("format"), audio.text("data")));
            case "file" ->
                part.inside("file", (file, _) -> {
                    Source source = file.has("file_id")
                            ? new Source.Kept(file.text("file_id"))
                            : DataUrl.source(file.text("file_data"));
                    read[0] = new Part.Document(source, file.text("filename"));
                });
            default -> {
                part.skip(json.propertyNames());
                read[0] = new Part.Opaque(type, json);
            }
        }
        return read[0];
    }

    private void tool(Fields tool) {
        String type = tool.text("type");
        if (type.equals("function")) {
            tool.inside("function", (function, _) -> {
                Strict strict = strict(function);
                tools.add(new At<>(
                        tool.place(),
                        new Tool(
                                ToolName.function(function.text("name")),
                                function.text("description"),
                                function.take("parameters"),
                                strict,
                                false)));
            });
        } else if (type.equals("custom")) {
            tool.inside("custom", (custom, _) -> {
                JsonNode grammar = custom.take("format").path("grammar");
                tools.add(new At<>(
                        tool.place(),
                        new Tool(
                                new ToolName("", custom.text("name"), Takes.TEXT),
                                custom.text("description"),
                                grammar.isObject() ? grammar : MissingNode.getInstance(),
                                Strict.UNSAID,
                                false)));
            });
        } else {
            losses.changed(tool.place(), "the tool " + type + " is run or known by this provider only");
            return;
        }
        tool.rest();
    }

    static Strict strict(Fields fields) {
        JsonNode strict = fields.take("strict");
        return strict.isMissingNode() ? Strict.UNSAID : strict.booleanValue(false) ? Strict.YES : Strict.NO;
    }

    private void settings(Fields request) {
        String most = request.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        settings.whole(request, most, Setting.MaxTokens::new);
        settings.number(request, "temperature", Setting.Temperature::new);
        settings.number(request, "top_p", Setting.TopP::new);
        settings.whole(request, "seed", Setting.Seed::new);
        settings.number(request, "frequency_penalty", Setting.FrequencyPenalty::new);
        settings.number(request, "presence_penalty", Setting.PresencePenalty::new);
        if (request.take("logprobs").booleanValue(false)) {
            settings.set(
                    request.place("logprobs"),
                    new Setting.LogProbabilities(request.take("top_logprobs").longValue(0)));
        }
        JsonNode n = request.take("n");
        if (n.isNumber() && n.longValue(1) != 1) {
            losses.changed(request.place("n"), "the provider gives one answer");
        }
        JsonNode stop = request.take("stop");
        if (stop.isString()) {
            settings.set(request.place("stop"), new Setting.Stop(List.of(stop.stringValue())));
        } else if (stop.isArray() && !stop.isEmpty()) {
            settings.set(
                    request.place("stop"),
                    new Setting.Stop(
                            stop.valueStream().map(one -> one.stringValue("")).toList()));
        }
        settings.effort(request, "reasoning_effort");
        if (request.has("tool_choice")) {
            settings.set(request.place("tool_choice"), new Setting.Choose(choice(request)));
        }
        JsonNode parallel = request.take("parallel_tool_calls");
        if (!parallel.isMissingNode()) {
            settings.set(request.place("parallel_tool_calls"), new Setting.Parallel(parallel.booleanValue(true)));
        }
        request.inside("response_format", (format, _) -> format(format));
        settings.text(request, "verbosity", Setting.Verbosity::new);
        settings.text(request, request.has("safety_identifier") ? "safety_identifier" : "user", Setting.User::new);
        settings.text(request, "service_tier", Setting.Tier::new);
        settings.text(request, "prompt_cache_key", Setting.CacheKey::new);
        if (request.has("metadata")) {
            settings.set(request.place("metadata"), new Setting.Metadata(request.take("metadata")));
        }
        JsonNode store = request.take("store");
        if (!store.isMissingNode()) {
            settings.set(request.place("store"), new Setting.Store(store.booleanValue(false)));
        }
        for (String one : List.of("functions", "function_call", "web_search_options", "audio")) {
            if (request.has(one)) {
                request.take(one);
                losses.changed(request.place(one), "the provider's format has no word for it");
            }
        }
        JsonNode modalities = request.take("modalities");
        if (modalities.valueStream().anyMatch(one -> !one.stringValue("").equals("text"))) {
            losses.changed(request.place("modalities"), "the provider answers with text alone");
        }
    }

    private void format(Fields format) {
        switch (format.text("type")) {
            case "json_object" -> settings.set(format.place(), new Setting.AnyJson());
            case "json_schema" ->
                format.inside(
                        "json_schema",
                        (schema, _) -> settings.set(
                                format.place(),
                                new Setting.FittingJson(
                                        schema.text("name"),
                                        schema.text("description"),
                                        schema.take("schema"),
                                        strict(schema))));
            default -> {} // text is what there is anyway
        }
    }

    private ToolChoice choice(Fields request) {
        JsonNode choice = request.take("tool_choice");
        if (choice.isString()) {
            return switch (choice.stringValue()) {
                case "auto" -> new ToolChoice.Auto();
                case "none" -> new ToolChoice.None();
                case "required" -> new ToolChoice.Any();
                default -> {
                    losses.invalid(request.place("tool_choice"), "auto, none or required is wanted");
                    yield new ToolChoice.Auto();
                }
            };
        }
        if (choice.path("type").asString("").equals("allowed_tools")) {
            JsonNode allowed = choice.path("allowed_tools");
            return new ToolChoice.Among(
                    allowed.path("tools")
                            .valueStream()
                            .map(ChatRequestDecoder::named)
                            .toList(),
                    allowed.path("mode").asString("").equals("required"));
        }
        return new ToolChoice.One(named(choice));
    }

    private static ToolName named(JsonNode json) {
        boolean custom = json.path("custom").isObject();
        return new ToolName(
                "",
                json.path(custom ? "custom" : "function").path("name").asString(""),
                custom ? Takes.TEXT : Takes.OBJECT);
    }
}
