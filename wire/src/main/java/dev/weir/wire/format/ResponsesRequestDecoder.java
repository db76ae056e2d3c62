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
import tools.jackson.databind.node.ObjectNode;

/// Reads a request of the Responses API: a list of items, of which those of one side that follow each other are one
/// turn.
///
/// Tools may stand in groups, be told between the turns, or turn up in what a search among them found; here they are
/// all tools of the request.
final class ResponsesRequestDecoder {

    /// The name of the one tool that looks for others.
    static final ToolName SEARCH = new ToolName("", "tool_search", Takes.SEARCH);

    /// What names an item, and how far it got.
    private static final Set<String> NOTHING_TO_OTHERS = Set.of("id", "status", "type");

    private static final String ENCRYPTED = "reasoning.encrypted_content";
    private static final String LOGPROBS = "message.output_text.logprobs";

    private final Losses losses;
    private final List<Turn> turns = new ArrayList<>();
    private final List<At<Tool>> tools = new ArrayList<>();
    private final Settings settings;

    private ResponsesRequestDecoder(Losses losses) {
        this.losses = losses;
        this.settings = new Settings(losses);
    }

    static ChatRequest decode(JsonNode json, Losses losses) {
        return new ResponsesRequestDecoder(losses).request(new Fields(json, "", losses));
    }

    private ChatRequest request(Fields request) {
        String model = request.text("model");
        boolean streams = request.take("stream").booleanValue(false);
        request.skip(Set.of("stream_options"));
        include(request);
        if (request.has("instructions")) {
            add(Role.SYSTEM, request.place("instructions"), new Part.Text(request.text("instructions")));
        }
        JsonNode input = request.take("input");
        if (input.isString()) {
            add(Role.USER, request.place("input"), new Part.Text(input.stringValue()));
        } else if (!input.isArray()) {
            losses.invalid(request.place("input"), "a string or an array of items is wanted");
        }
        for (int i = 0; i < input.size() && input.isArray(); i++) {
            var item = new Fields(input.get(i), At.inside("/input", i), losses);
            item(item, input.get(i));
            item.rest();
        }
        tools(request.array("tools"), request.place("tools"), "");
        settings(request);
        request.rest();
        return new ChatRequest(model, streams, turns, tools, settings.list());
    }

    /// What the answer is to hold beside what it holds anyway. Encrypted reasoning is told to all who can keep it.
    private void include(Fields request) {
        JsonNode include = request.array("include");
        for (int i = 0; i < include.size(); i++) {
            String place = At.inside(request.place("include"), i);
            switch (include.get(i).stringValue("")) {
                case ENCRYPTED -> {}
                case LOGPROBS ->
                    settings.set(
                            place,
                            new Setting.LogProbabilities(
                                    request.take("top_logprobs").longValue(0)));
                case String other -> losses.ignored(place, "the answer does not include " + other);
            }
        }
    }

    private void item(Fields item, JsonNode json) {
        String type = json.path("type").asString("message");
        item.skip(NOTHING_TO_OTHERS);
        switch (type) {
            case "message" -> message(item);
            case "reasoning" -> reasoning(item);
            case "function_call" ->
                add(
                        Role.ASSISTANT,
                        item.place(),
                        new Part.ToolCall(
                                item.text("call_id"),
                                new ToolName(item.text("namespace"), item.text("name"), Takes.OBJECT),
                                item.text("arguments")));
            case "custom_tool_call" ->
                add(
                        Role.ASSISTANT,
                        item.place(),
                        new Part.ToolCall(
                                item.text("call_id"),
                                new ToolName(item.text("namespace"), item.text("name"), Takes.TEXT),
                                item.text("input")));
            case "tool_search_call" -> {
                item.skip(Set.of("execution"));
                add(
                        Role.ASSISTANT,
                        item.place(),
                        new Part.ToolCall(
                                item.text("call_id"),
                                SEARCH,
                                item.take("arguments").toString()));
            }
            case "function_call_output", "custom_tool_call_output" -> {
                item.skip(Set.of("name", "namespace"));
                add(Role.USER, item.place(), new Part.ToolResult(item.text("call_id"), output(item), false));
            }
            case "tool_search_output" -> {
                item.skip(Set.of("execution"));
                JsonNode found = item.array("tools");
                String place = item.place("tools");
                tools(found, place, "");
                var text = new At<Part>(place, new Part.Text(found.toString()));
                add(Role.USER, item.place(), new Part.ToolResult(item.text("call_id"), List.of(text), false));
            }
            case "additional_tools" -> {
                item.skip(Set.of("role"));
                tools(item.array("tools"), item.place("tools"), "");
            }
            case "item_reference" -> {
                item.skip(json.propertyNames());
                losses.changed(item.place(), "it is kept at another provider");
            }
            default -> {
                item.skip(json.propertyNames());
                add(Role.ASSISTANT, item.place(), new Part.Opaque(type, json));
            }
        }
    }

    private void message(Fields item) {
        String word = item.text("role");
        Role role = switch (word) {
            case "system" -> Role.SYSTEM;
            case "developer" -> Role.DEVELOPER;
            case "assistant" -> Role.ASSISTANT;
            case "user" -> Role.USER;
            default -> {
                losses.invalid(item.place("role"), "system, developer, user or assistant is wanted, not " + word);
                yield Role.USER;
            }
        };
        List<At<Part>> parts = content(item.take("content"), item.place("content"));
        if (role == Role.ASSISTANT) {
            parts.forEach(part -> add(role, part.place(), part.value()));
        } else {
            turns.add(new Turn(role, parts));
        }
    }

    private List<At<Part>> output(Fields item) {
        return content(item.take("output"), item.place("output"));
    }

    private List<At<Part>> content(JsonNode content, String place) {
        if (content.isString()) {
            return List.of(new At<>(place, new Part.Text(content.stringValue())));
        }
        if (!content.isMissingNode() && !content.isArray()) {
            losses.invalid(place, "a string or an array of parts is wanted");
            return List.of();
        }
        var parts = new ArrayList<At<Part>>();
        for (int i = 0; i < content.size(); i++) {
            var part = new Fields(content.get(i), At.inside(place, i), losses);
            parts.add(new At<>(part.place(), part(part, content.get(i))));
            OpenAiMarks.read(part, parts);
            part.rest();
        }
        return parts;
    }

    private Part part(Fields part, JsonNode json) {
        String type = part.text("type");
        return switch (type) {
            case "input_text" -> new Part.Text(part.text("text"));
            case "output_text" -> {
                part.skip(Set.of("annotations", "logprobs", "parsed"));
                yield new Part.Text(part.text("text"));
            }
            case "refusal" -> new Part.Refusal(part.text("refusal"));
            case "input_image" ->
                new Part.Image(
                        part.has("file_id")
                                ? new Source.Kept(part.text("file_id"))
                                : DataUrl.source(part.text("image_url")),
                        part.text("detail"));
            case "input_file" -> {
                Source source = part.has("file_id")
                        ? new Source.Kept(part.text("file_id"))
                        : part.has("file_url")
                                ? new Source.Url(part.text("file_url"))
                                : DataUrl.source(part.text("file_data"));
                yield new Part.Document(source, part.text("filename"));
            }
            default -> {
                part.skip(json.propertyNames());
                yield new Part.Opaque(type, json);
            }
        };
    }

    private void reasoning(Fields item) {
        var text = new StringBuilder();
        for (String list : List.of("summary", "content")) {
            item.take(list).forEach(one -> text.append(one.path("text").stringValue("")));
        }
        String seal = item.text("encrypted_content");
        add(
                Role.ASSISTANT,
                item.place(),
                text.isEmpty() && !seal.isEmpty()
                        ? new Part.HiddenThinking(seal)
                        : new Part.Thinking(text.toString(), seal));
    }

    /// What one side says goes on with its turn, if it has one that is open.
    private void add(Role role, String place, Part part) {
        Turn last = turns.isEmpty() ? new Turn(Role.SYSTEM, List.of()) : turns.getLast();
        boolean goesOn = last.role() == role
                && (role == Role.ASSISTANT
                        || (part instanceof Part.ToolResult
                                && !last.parts().isEmpty()
                                && last.parts().getLast().value() instanceof Part.ToolResult));
        if (goesOn) {
            var parts = new ArrayList<>(last.parts());
            parts.add(new At<>(place, part));
            turns.set(turns.size() - 1, new Turn(role, parts));
        } else {
            turns.add(new Turn(role, List.of(new At<>(place, part))));
        }
    }

    private void tools(JsonNode list, String place, String namespace) {
        for (int i = 0; i < list.size(); i++) {
            var tool = new Fields(list.get(i), At.inside(place, i), losses);
            tool(tool, namespace);
        }
    }

    private void tool(Fields tool, String namespace) {
        String type = tool.text("type");
        switch (type) {
            case "function" -> {
                Strict strict = ChatRequestDecoder.strict(tool);
                add(
                        tool,
                        new Tool(
                                new ToolName(namespace, tool.text("name"), Takes.OBJECT),
                                tool.text("description"),
                                tool.take("parameters"),
                                strict,
                                false));
            }
            case "custom" -> {
                JsonNode format = tool.take("format");
                boolean grammar = format.path("type").asString("").equals("grammar");
                add(
                        tool,
                        new Tool(
                                new ToolName(namespace, tool.text("name"), Takes.TEXT),
                                tool.text("description"),
                                grammar ? grammar(format) : MissingNode.getInstance(),
                                Strict.UNSAID,
                                false));
            }
            case "namespace" -> {
                String name = tool.text("name");
                if (!tool.text("description").isEmpty()) {
                    losses.approximated(tool.place("description"), "a group of tools has no description of its own");
                }
                tools(tool.array("tools"), tool.place("tools"), name);
                tool.rest();
            }
            case "tool_search" -> {
                if (tool.text("execution").equals("client")) {
                    add(
                            tool,
                            new Tool(SEARCH, tool.text("description"), tool.take("parameters"), Strict.UNSAID, false));
                } else {
                    losses.ignored(tool.place(), "the provider does not search for tools");
                }
            }
            case "web_search", "web_search_preview" ->
                losses.ignored(tool.place(), "the tool " + type + " is run by this provider only");
            default -> losses.changed(tool.place(), "the tool " + type + " is run or known by this provider only");
        }
    }

    /// What a free text has to fit, without the word for that.
    private static JsonNode grammar(JsonNode format) {
        return ((ObjectNode) format.deepCopy()).without("type");
    }

    private void add(Fields tool, Tool read) {
        if (tools.stream().noneMatch(one -> one.value().name().equals(read.name()))) {
            tools.add(new At<>(tool.place(), read));
        } else {
            losses.approximated(tool.place(), "a tool of this name is there already");
        }
        tool.rest();
    }

    private void settings(Fields request) {
        settings.whole(request, "max_output_tokens", Setting.MaxTokens::new);
        settings.number(request, "temperature", Setting.Temperature::new);
        settings.number(request, "top_p", Setting.TopP::new);
        request.inside("reasoning", (reasoning, _) -> {
            settings.effort(reasoning, "effort");
            settings.text(reasoning, "summary", Setting.TellThoughts::new);
        });
        request.inside("text", (text, _) -> {
            settings.text(text, "verbosity", Setting.Verbosity::new);
            text.inside("format", (format, _) -> format(format));
        });
        if (request.has("tool_choice")) {
            settings.set(request.place("tool_choice"), new Setting.Choose(choice(request)));
        }
        JsonNode parallel = request.take("parallel_tool_calls");
        if (!parallel.isMissingNode()) {
            settings.set(request.place("parallel_tool_calls"), new Setting.Parallel(parallel.booleanValue(true)));
        }
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
        for (String one : List.of("previous_response_id", "conversation", "prompt", "context_management")) {
            if (request.has(one)) {
                request.take(one);
                losses.changed(request.place(one), "what it names is known to another provider only");
            }
        }
    }

    private void format(Fields format) {
        switch (format.text("type")) {
            case "json_object" -> settings.set(format.place(), new Setting.AnyJson());
            case "json_schema" -> {
                Strict strict = ChatRequestDecoder.strict(format);
                settings.set(
                        format.place(),
                        new Setting.FittingJson(
                                format.text("name"), format.text("description"), format.take("schema"), strict));
            }
            default -> {} // text is what there is anyway
        }
    }

    private ToolChoice choice(Fields request) {
        JsonNode choice = request.take("tool_choice");
        if (choice.isString()) {
            return switch (choice.stringValue()) {
                case "none" -> new ToolChoice.None();
                case "required" -> new ToolChoice.Any();
                case "auto" -> new ToolChoice.Auto();
                default -> {
                    losses.invalid(request.place("tool_choice"), "auto, none or required is wanted");
                    yield new ToolChoice.Auto();
                }
            };
        }
        return switch (choice.path("type").asString("")) {
            case "function", "custom" -> new ToolChoice.One(named(choice));
            case "allowed_tools" ->
                new ToolChoice.Among(
                        choice.path("tools")
                                .valueStream()
                                .map(ResponsesRequestDecoder::named)
                                .toList(),
                        choice.path("mode").asString("").equals("required"));
            default -> {
                losses.changed(request.place("tool_choice"), "the tool is run by this provider only");
                yield new ToolChoice.Auto();
            }
        };
    }

    private static ToolName named(JsonNode json) {
        return new ToolName(
                json.path("namespace").asString(""),
                json.path("name").asString(""),
                json.path("type").asString("").equals("custom") ? Takes.TEXT : Takes.OBJECT);
    }
}
