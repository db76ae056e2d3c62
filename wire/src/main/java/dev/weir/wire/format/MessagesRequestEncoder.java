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
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a request of the Messages API, in its version of 2023-06-01, which accepts a temperature.
///
/// Instructions stand apart, turns alternate, the results of tools come first in the turn after the calls, and there is
/// always a limit of tokens.
final class MessagesRequestEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final int MOST_MARKS = 4;

    private final ChatRequest request;
    private final ToolWords words;
    private final Losses losses;
    private final ClaudeModels model;
    private final ObjectNode out = JSON.createObjectNode();
    private int marks;

    private MessagesRequestEncoder(ChatRequest request, ToolWords words, Losses losses) {
        this.request = ToolResults.inOrder(request, losses);
        this.words = words;
        this.losses = losses;
        this.model = ClaudeModels.of(request.model());
    }

    static ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return new MessagesRequestEncoder(request, words, losses).write();
    }

    private ObjectNode write() {
        out.put("model", request.model());
        out.put("max_tokens", maxTokens());
        ArrayNode system = JSON.createArrayNode();
        ArrayNode messages = JSON.createArrayNode();
        for (Turn turn : request.turns()) {
            turn(turn, system, messages);
        }
        if (!model.goesOn()) {
            request.begun()
                    .ifPresent(part ->
                            losses.changed(part.place(), "the model does not go on with what the assistant has said"));
        }
        if (!system.isEmpty()) {
            out.set("system", system);
        }
        out.set("messages", messages);
        if (!request.tools().isEmpty()) {
            ArrayNode tools = out.putArray("tools");
            request.tools().forEach(tool -> tools.add(tool(tool)));
        }
        request.settings().stream()
                .sorted(Comparator.comparing(setting -> answers(setting.value())))
                .forEach(setting -> setting(setting.place(), setting.value()));
        if (request.streams()) {
            out.put("stream", true);
        }
        return out;
    }

    /// Whether it is about the form of the answer, which is written last: it may add a tool, and choose it.
    private static boolean answers(Setting setting) {
        return setting instanceof Setting.AnyJson || setting instanceof Setting.FittingJson;
    }

    /// Thinking has to fit into it.
    private long maxTokens() {
        return request.setting(Setting.MaxTokens.class)
                .map(Setting.MaxTokens::tokens)
                .orElseGet(() -> {
                    losses.approximated(
                            "/max_tokens", "no limit of tokens is said and one has to be: " + model.mostTokens());
                    return model.mostTokens();
                });
    }

    private void turn(Turn turn, ArrayNode system, ArrayNode messages) {
        if (!turn.role().instructs()) {
            said(turn, messages);
        } else if (messages.isEmpty()) {
            blocks(turn, system);
        } else if (model.instructsBetweenTurns()) {
            blocks(turn, content("system", messages));
        } else {
            turn.parts().forEach(part -> losses.approximated(part.place(), "instructions are said before all turns"));
            blocks(turn, system);
        }
    }

    private void said(Turn turn, ArrayNode messages) {
        ArrayNode blocks = JSON.createArrayNode();
        blocks(turn, blocks);
        if (blocks.isEmpty()) {
            return; // nothing was said
        }
        String role = turn.role() == Role.ASSISTANT ? "assistant" : "user";
        if (messages.isEmpty() && turn.role() == Role.ASSISTANT && model.version() < 406) {
            losses.changed("", "the first turn has to be the user's");
        }
        content(role, messages).addAll(blocks);
    }

    /// The content of the last message, if it is of that role; else of a new one.
    private static ArrayNode content(String role, ArrayNode messages) {
        JsonNode last = messages.path(messages.size() - 1);
        return last.path("role").asString("").equals(role)
                ? (ArrayNode) last.get("content")
                : messages.addObject().put("role", role).putArray("content");
    }

    private void blocks(Turn turn, ArrayNode blocks) {
        for (At<Part> part : turn.parts()) {
            block(part, blocks);
        }
    }

    private void block(At<Part> at, ArrayNode blocks) {
        String place = at.place();
        switch (at.value()) {
            case Part.Text(String text) -> {
                if (!text.isEmpty()) {
                    blocks.addObject().put("type", "text").put("text", text);
                }
            }
            case Part.Refusal(String text) -> {
                losses.approximated(place, "a refusal is told as text");
                blocks.addObject().put("type", "text").put("text", text);
            }
            case Part.Image(Source source, String detail) -> {
                if (!detail.isEmpty() && !detail.equals("auto")) {
                    losses.ignored(place, "how closely an image is looked at cannot be said");
                }
                source(place, "image", source)
                        .ifPresent(
                                json -> blocks.addObject().put("type", "image").set("source", json));
            }
            case Part.Document(Source source, String name) ->
                source(place, "document", source).ifPresent(json -> {
                    ObjectNode document = blocks.addObject().put("type", "document");
                    document.set("source", json);
                    if (!name.isEmpty()) {
                        document.put("title", name);
                    }
                });
            case Part.Audio _ -> losses.changed(place, "the provider hears no audio");
            case Part.Thinking(String text, String seal) -> thought(place, text, seal, blocks);
            case Part.HiddenThinking(String seal) ->
                blocks.addObject().put("type", "redacted_thinking").put("data", seal);
            case Part.ToolCall call -> call(place, call, blocks);
            case Part.ToolResult result -> result(result, blocks);
            case Part.CacheMark(String keep) -> mark(place, keep, blocks);
            case Part.Opaque(String what, JsonNode _) ->
                losses.changed(place, what + " is known to the caller's format only");
        }
    }

    private void thought(String place, String text, String seal, ArrayNode blocks) {
        if (seal.isEmpty()) {
            losses.ignored(place, "the provider takes no thoughts that it has not signed");
        } else {
            blocks.addObject().put("type", "thinking").put("thinking", text).put("signature", seal);
        }
    }

    private Optional<ObjectNode> source(String place, String kind, Source source) {
        ObjectNode json = JSON.createObjectNode();
        switch (source) {
            case Source.Bytes(String type, String data) -> {
                if (kind.equals("image") && !IMAGES.contains(type)) {
                    losses.changed(
                            place,
                            "an image is %s; one of %s is wanted"
                                    .formatted(type, IMAGES.stream().sorted().toList()));
                    return Optional.empty();
                }
                json.put("type", "base64").put("media_type", type).put("data", data);
            }
            case Source.Url(String url) -> json.put("type", "url").put("url", url);
            case Source.Text(String text) ->
                json.put("type", "text").put("media_type", "text/plain").put("data", text);
            case Source.Kept _ -> {
                losses.changed(place, "it is kept at another provider");
                return Optional.empty();
            }
        }
        return Optional.of(json);
    }

    private void call(String place, Part.ToolCall call, ArrayNode blocks) {
        JsonNode input;
        if (call.tool().takes() == ToolName.Takes.TEXT) {
            input = TextTool.arguments(call.arguments());
        } else {
            input = object(place, call.arguments());
        }
        blocks.addObject()
                .put("type", "tool_use")
                .put("id", words.id(call.id()))
                .put("name", words.word(call.tool()))
                .set("input", input);
    }

    private JsonNode object(String place, String arguments) {
        return MessagesAnswer.object(arguments).orElseGet(() -> {
            losses.changed(place, "what the tool was called with is no JSON object");
            return JSON.createObjectNode();
        });
    }

    private void result(Part.ToolResult result, ArrayNode blocks) {
        ArrayNode content = JSON.createArrayNode();
        result.content().forEach(part -> block(part, content));
        ObjectNode json = JSON.createObjectNode().put("type", "tool_result").put("tool_use_id", words.id(result.id()));
        if (!content.isEmpty()) {
            json.set("content", content);
        }
        if (result.failed()) {
            json.put("is_error", true);
        }
        blocks.add(json);
    }

    private void mark(String place, String keep, ArrayNode blocks) {
        if (blocks.isEmpty() || marks == MOST_MARKS) {
            losses.ignored(place, "the provider takes %d marks, each behind something".formatted(MOST_MARKS));
            return;
        }
        marks++;
        ObjectNode mark = ((ObjectNode) blocks.get(blocks.size() - 1))
                .putObject("cache_control")
                .put("type", "ephemeral");
        if (keep.equals("1h") || keep.equals("12h")) {
            mark.put("ttl", "1h");
        }
        if (!keep.isEmpty() && !keep.equals("1h") && !keep.equals("5m")) {
            losses.approximated(place, "kept for %s instead of %s".formatted(keep.equals("12h") ? "1h" : "5m", keep));
        }
    }

    private ObjectNode tool(At<Tool> at) {
        Tool tool = at.value();
        ObjectNode json = JSON.createObjectNode().put("name", words.word(tool.name()));
        String description = tool.description();
        if (tool.name().takes() == ToolName.Takes.TEXT) {
            losses.approximated(at.place(), "the tool takes its text in a JSON object");
            words.wrap(tool.name());
            json.put("description", TextTool.description(tool));
            json.set("input_schema", TextTool.schema());
        } else {
            if (!description.isEmpty()) {
                json.put("description", description);
            }
            json.set("input_schema", schema(tool.schema()));
            if (tool.strict() == Strict.YES && model.answersWithJson()) {
                json.put("strict", true);
            } else if (tool.strict() == Strict.YES) {
                losses.approximated(At.inside(at.place(), "strict"), "the model is not held to the schema");
            }
        }
        if (tool.marked() && marks < MOST_MARKS) {
            marks++;
            json.putObject("cache_control").put("type", "ephemeral");
        }
        return json;
    }

    /// A schema as Claude takes it, which is of an object.
    static JsonNode schema(JsonNode schema) {
        if (schema.isObject() && schema.path("type").asString("").equals("object")) {
            return schema;
        }
        ObjectNode object = schema.isObject() ? ((ObjectNode) schema).deepCopy() : JSON.createObjectNode();
        object.put("type", "object");
        if (!object.has("properties")) {
            object.putObject("properties");
        }
        return object;
    }

    private void setting(String place, Setting setting) {
        switch (setting) {
            case Setting.MaxTokens _ -> {} // said already
            case Setting.Temperature(BigDecimal value) -> {
                if (samples(place)) {
                    if (value.compareTo(BigDecimal.ONE) > 0) {
                        losses.approximated(place, "the provider takes 0 to 1");
                    }
                    out.put("temperature", value.min(BigDecimal.ONE));
                }
            }
            case Setting.TopP(BigDecimal value) -> {
                if (samples(place)) {
                    out.put("top_p", value);
                }
            }
            case Setting.TopK(long value) -> {
                if (samples(place)) {
                    out.put("top_k", value);
                }
            }
            case Setting.Stop(List<String> sequences) -> {
                ArrayNode stop = out.putArray("stop_sequences");
                sequences.forEach(stop::add);
            }
            case Setting.Seed _, Setting.FrequencyPenalty _, Setting.PresencePenalty _ ->
                losses.ignored(place, "the provider has no such setting");
            case Setting.LogProbabilities _ -> losses.changed(place, "the provider tells no probabilities");
            case Setting.Think(Effort effort) -> think(place, effort);
            case Setting.TellThoughts(String how) -> {
                if (!how.equals("none") && !tellsThoughts()) {
                    losses.ignored(place, "the model is not asked to think");
                } else if (!how.equals("none") && !how.equals("auto")) {
                    losses.approximated(place, "how much of the thoughts is told cannot be said");
                }
            }
            case Setting.Choose(ToolChoice choice) -> choose(place, choice);
            case Setting.Parallel(boolean allowed) -> {
                if (!allowed && !request.tools().isEmpty()) {
                    ObjectNode choice = out.path("tool_choice").isObject()
                            ? (ObjectNode) out.get("tool_choice")
                            : out.putObject("tool_choice").put("type", "auto");
                    choice.put("disable_parallel_tool_use", true);
                }
            }
            case Setting.AnyJson() -> answer(place, JSON.createObjectNode().put("type", "object"));
            case Setting.FittingJson(String name, String description, JsonNode schema, Strict _) -> {
                if (!name.isEmpty() || !description.isEmpty()) {
                    losses.ignored(place, "the name and the description of the JSON cannot be said");
                }
                if (model.answersWithJson()) {
                    out.withObject("output_config")
                            .putObject("format")
                            .put("type", "json_schema")
                            .set("schema", schema);
                } else {
                    answer(place, schema);
                }
            }
            case Setting.Verbosity _ -> losses.ignored(place, "the provider has no such setting");
            case Setting.User(String id) -> out.putObject("metadata").put("user_id", id);
            case Setting.Metadata _ -> losses.ignored(place, "it would be kept with the answer, and none is kept");
            case Setting.Tier(String name) -> {
                switch (name) {
                    case "auto" -> out.put("service_tier", "auto");
                    case "default" -> out.put("service_tier", "standard_only");
                    default -> losses.ignored(place, "the provider has no tier of this name");
                }
            }
            case Setting.CacheKey _ -> losses.ignored(place, "the provider needs no key for its cache");
            case Setting.Store(boolean wanted) -> {
                if (wanted) {
                    losses.ignored(place, "answers are not kept at the provider");
                }
            }
        }
    }

    /// Has the model call a tool with the JSON that it is to answer with; if it cannot be made to, tells it to say it.
    private void answer(String place, JsonNode schema) {
        boolean decided = request.setting(Setting.Choose.class)
                .filter(one -> !(one.choice() instanceof ToolChoice.Auto))
                .isPresent();
        if (!model.forcesTools()
                || ClaudeThinking.wanted(request)
                || decided
                || !schema.path("type").asString("").equals("object")) {
            losses.approximated(place, "the model is told so, but not held to it");
            out.withArray("system")
                    .addObject()
                    .put("type", "text")
                    .put("text", "Answer with JSON that fits this schema, and with nothing else:\n" + schema);
            return;
        }
        losses.approximated(place, "the model is made to call a tool with the JSON that it answers with");
        String word = words.word(ToolWords.ANSWER);
        out.withArray("tools")
                .addObject()
                .put("name", word)
                .put("description", "Gives the answer to the user.")
                .set("input_schema", schema);
        ObjectNode choice = out.withObject("tool_choice");
        if (request.tools().isEmpty()) {
            choice.put("type", "tool").put("name", word);
        } else {
            choice.put("type", "any");
        }
    }

    /// Whether it is told what the model thinks.
    private boolean tellsThoughts() {
        return model.thinks() && ClaudeThinking.wanted(request);
    }

    private boolean samples(String place) {
        if (model.samples() && !ClaudeThinking.wanted(request)) {
            return true;
        }
        losses.ignored(
                place, model.samples() ? "a model that thinks takes no sampling" : "the model takes no sampling");
        return false;
    }

    private void think(String place, Effort effort) {
        ClaudeThinking thinking =
                ClaudeThinking.of(request, place, effort, out.path("max_tokens").longValue(0), losses);
        if (!thinking.thinking().isEmpty()) {
            out.set("thinking", thinking.thinking());
        }
        thinking.effort().ifPresent(said -> out.withObject("output_config").put("effort", said.word()));
    }

    private void choose(String place, ToolChoice choice) {
        if (!Choices.tellable(request, place, choice, losses)) {
            return;
        }
        if (Choices.forced(choice) && !model.forcesTools()) {
            losses.changed(place, "the model cannot be made to call a tool");
            return;
        }
        ObjectNode json = out.withObject("tool_choice");
        switch (choice) {
            case ToolChoice.Auto() -> json.put("type", "auto");
            case ToolChoice.None() -> json.put("type", "none");
            case ToolChoice.Any() -> json.put("type", "any");
            case ToolChoice.One(ToolName tool) -> json.put("type", "tool").put("name", words.word(tool));
            case ToolChoice.Among(List<ToolName> among, boolean must) -> {
                losses.approximated(place, "only the allowed tools are told");
                ArrayNode left = JSON.createArrayNode();
                for (int i = 0; i < request.tools().size(); i++) {
                    At<Tool> tool = request.tools().get(i);
                    if (among.contains(tool.value().name())) {
                        left.add(out.path("tools").get(i));
                    } else {
                        losses.approximated(tool.place(), "only the allowed tools are told");
                    }
                }
                out.set("tools", left);
                json.put("type", must ? "any" : "auto");
            }
        }
    }
}
