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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a Gemini request; its model and whether it streams are for the path.
///
/// Instructions stand apart, turns alternate, results stand in the user's turn before everything else, in the order of
/// the calls and with their names. All tools are declared in one object.
final class GeminiRequestEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_STOPS = 5;

    private final ChatRequest request;
    private final ToolWords words;
    private final Losses losses;
    private final GeminiModels model;
    private final ObjectNode out = JSON.createObjectNode();
    private final ArrayNode system = JSON.createArrayNode();
    private final ArrayNode contents = JSON.createArrayNode();
    private final ArrayNode functions = JSON.createArrayNode();
    private final ObjectNode config = JSON.createObjectNode();

    private GeminiRequestEncoder(ChatRequest request, ToolWords words, Losses losses) {
        this.request = ToolResults.inOrder(request, losses);
        this.words = words;
        this.losses = losses;
        this.model = GeminiModels.of(request.model());
    }

    static ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return new GeminiRequestEncoder(request, words, losses).write();
    }

    /// Whether the model signs what it thinks about this.
    static boolean signs(ChatRequest request) {
        GeminiModels model = GeminiModels.of(request.model());
        return model.wantsSignatures()
                || (model.thinks()
                        && request.settings().stream()
                                .noneMatch(one ->
                                        one.value() instanceof Setting.Think(Effort effort) && effort == Effort.NONE));
    }

    private ObjectNode write() {
        turns();
        request.begun()
                .ifPresent(part -> losses.approximated(
                        part.place(), "the model may begin anew and not go on with what the assistant has said"));
        request.tools().forEach(tool -> functions.add(function(tool)));
        request.settings().stream()
                .sorted(Comparator.comparing(setting -> answers(setting.value())))
                .forEach(setting -> setting(setting.place(), setting.value()));
        strict();
        if (!system.isEmpty()) {
            out.putObject("systemInstruction").set("parts", system);
        }
        out.set("contents", contents);
        if (!functions.isEmpty()) {
            out.putArray("tools").addObject().set("functionDeclarations", functions);
        }
        if (out.path("toolConfig") instanceof ObjectNode choice) {
            out.remove("toolConfig");
            out.set("toolConfig", choice); // behind what it is about
        }
        if (!config.isEmpty()) {
            out.set("generationConfig", config);
        }
        return out;
    }

    /// Whether it is about the form of the answer, which is written last: it may add a tool, and choose it.
    private static boolean answers(Setting setting) {
        return setting instanceof Setting.AnyJson || setting instanceof Setting.FittingJson;
    }

    // The conversation.

    /// What one side says before the other one speaks.
    private record Said(boolean model, List<At<Part>> parts) {}

    private void turns() {
        var all = new ArrayList<Said>();
        for (Turn turn : request.turns()) {
            if (turn.role().instructs()) {
                instructions(turn, all.isEmpty());
                continue;
            }
            boolean says = turn.role() == Role.ASSISTANT;
            if (all.isEmpty() && says) {
                turn.parts().forEach(part -> losses.changed(part.place(), "the first turn has to be the user's"));
            }
            if (all.isEmpty() || all.getLast().model() != says) {
                all.add(new Said(says, new ArrayList<>()));
            }
            all.getLast().parts().addAll(turn.parts());
        }
        int running = running(all);
        var called = new HashMap<String, ToolName>();
        for (int i = 0; i < all.size(); i++) {
            Said said = all.get(i);
            ArrayNode parts = JSON.createArrayNode();
            if (said.model()) {
                new GeminiTurn(words, losses, this::media, model.wantsSignatures() && i > running)
                        .write(said.parts(), parts);
                said.parts().forEach(part -> {
                    if (part.value() instanceof Part.ToolCall call) {
                        called.put(call.id(), call.tool());
                    }
                });
            } else {
                user(said.parts(), called, parts);
            }
            content(said.model() ? "model" : "user", parts);
        }
    }

    /// Where the user last spoke for itself: what the model says after that is its running turn.
    private static int running(List<Said> all) {
        int running = -1;
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).model()
                    && all.get(i).parts().stream().noneMatch(part -> part.value() instanceof Part.ToolResult)) {
                running = i;
            }
        }
        return running;
    }

    private void instructions(Turn turn, boolean first) {
        for (At<Part> part : turn.parts()) {
            if (!first) {
                losses.approximated(part.place(), "instructions are said before all turns");
            }
            media(part, system);
        }
    }

    private void content(String role, ArrayNode parts) {
        if (parts.isEmpty()) {
            return; // nothing was said
        }
        JsonNode last = contents.path(contents.size() - 1);
        if (last.path("role").asString("").equals(role)) {
            ((ArrayNode) last.get("parts")).addAll(parts);
        } else {
            contents.addObject().put("role", role).set("parts", parts);
        }
    }

    private void user(List<At<Part>> said, Map<String, ToolName> called, ArrayNode parts) {
        ArrayNode rest = JSON.createArrayNode();
        for (At<Part> part : said) {
            if (part.value() instanceof Part.ToolResult result) {
                result(result, called, parts, rest);
            } else {
                media(part, rest);
            }
        }
        parts.addAll(rest);
    }

    private void result(Part.ToolResult result, Map<String, ToolName> called, ArrayNode parts, ArrayNode rest) {
        ToolName tool = called.getOrDefault(result.id(), ToolName.function("")); // what has no call is lost already
        boolean several = result.content().stream()
                        .filter(part -> part.value() instanceof Part.Text)
                        .count()
                > 1;
        var text = new StringBuilder();
        ArrayNode more = JSON.createArrayNode();
        for (At<Part> part : result.content()) {
            switch (part.value()) {
                case Part.Text(String said) -> {
                    if (several) {
                        losses.approximated(part.place(), "the result is told as one text");
                    }
                    text.append(said);
                }
                case Part.Image _, Part.Document _, Part.Audio _ -> {
                    if (!model.takesMediaInResults()) {
                        losses.approximated(part.place(), "it follows the result, which holds no media");
                    }
                    media(part, model.takesMediaInResults() ? more : rest);
                }
                case Part.CacheMark _ -> media(part, more);
                case Part.Refusal _,
                        Part.Thinking _,
                        Part.HiddenThinking _,
                        Part.ToolCall _,
                        Part.ToolResult _,
                        Part.Opaque _ -> losses.changed(part.place(), "a result of a tool cannot hold it");
            }
        }
        ObjectNode response = JSON.createObjectNode();
        GeminiAnswer.name(response, result.id(), words).put("name", words.identifier(tool));
        response.putObject("response").put(result.failed() ? "error" : "result", text.toString());
        if (!more.isEmpty()) {
            response.set("parts", more);
        }
        parts.addObject().set("functionResponse", response);
    }

    /// Writes what is no call, no result and no thought.
    private void media(At<Part> at, ArrayNode parts) {
        String place = at.place();
        switch (at.value()) {
            case Part.Text(String text) -> {
                if (!text.isEmpty()) {
                    parts.addObject().put("text", text);
                }
            }
            case Part.Refusal(String text) -> {
                losses.approximated(place, "a refusal is told as text");
                parts.addObject().put("text", text);
            }
            case Part.Image(Source source, String detail) ->
                source(place, source, "image").ifPresent(image -> {
                    resolution(place, detail, image);
                    parts.add(image);
                });
            case Part.Document(Source source, String name) -> document(place, source, name, parts);
            case Part.Audio(String format, String data) ->
                parts.addObject()
                        .putObject("inlineData")
                        .put("mimeType", "audio/" + format)
                        .put("data", data);
            case Part.CacheMark _ -> losses.ignored(place, "the provider caches prompts by itself");
            case Part.Opaque(String what, JsonNode _) ->
                losses.changed(place, what + " is known to the caller's format only");
            case Part.Thinking _, Part.HiddenThinking _, Part.ToolCall _, Part.ToolResult _ ->
                losses.changed(place, "it cannot stand in a turn of this role");
        }
    }

    private Optional<ObjectNode> source(String place, Source source, String kind) {
        ObjectNode part = JSON.createObjectNode();
        switch (source) {
            case Source.Bytes(String type, String data) ->
                part.putObject("inlineData").put("mimeType", type).put("data", data);
            case Source.Url(String url) -> {
                ObjectNode file = part.putObject("fileData");
                type(url, kind).ifPresent(type -> file.put("mimeType", type));
                file.put("fileUri", url);
            }
            case Source.Kept _, Source.Text _ -> {
                losses.changed(place, "it is kept at another provider");
                return Optional.empty();
            }
        }
        return Optional.of(part);
    }

    /// What an address says of the type of what is there.
    private static Optional<String> type(String url, String kind) {
        String path = url.replaceFirst("[?#].*", "").toLowerCase(Locale.ROOT);
        String ending = path.substring(path.lastIndexOf('.') + 1);
        return switch (ending) {
            case "jpg", "jpeg" -> Optional.of("image/jpeg");
            case "png", "webp", "gif", "heic", "heif" -> Optional.of("image/" + ending);
            case "pdf" -> Optional.of("application/pdf");
            default -> kind.equals("document") ? Optional.of("application/pdf") : Optional.empty();
        };
    }

    private void resolution(String place, String detail, ObjectNode image) {
        boolean says = detail.equals("low") || detail.equals("high");
        if (says && model.takesMediaInResults()) {
            losses.approximated(place, "how closely an image is looked at is another measure there");
            image.putObject("mediaResolution").put("level", "MEDIA_RESOLUTION_" + detail.toUpperCase(Locale.ROOT));
        } else if (!detail.isEmpty() && !detail.equals("auto")) {
            losses.ignored(place, "how closely an image is looked at cannot be said");
        }
    }

    private void document(String place, Source source, String name, ArrayNode parts) {
        if (source instanceof Source.Text(String text)) {
            losses.approximated(place, "the document is told as text");
            parts.addObject().put("text", name.isEmpty() ? text : name + "\n\n" + text);
            return;
        }
        if (!name.isEmpty()) {
            losses.ignored(place, "a document has no name there");
        }
        source(place, source, "document").ifPresent(parts::add);
    }

    // Tools.

    private ObjectNode function(At<Tool> at) {
        Tool tool = at.value();
        if (tool.marked()) {
            losses.ignored(At.inside(at.place(), "cache_control"), "the provider caches prompts by itself");
        }
        boolean text = tool.name().takes() == Takes.TEXT;
        ObjectNode function = JSON.createObjectNode().put("name", words.identifier(tool.name()));
        String description = text ? TextTool.description(tool) : tool.description();
        if (!description.isEmpty()) {
            function.put("description", description);
        }
        if (text) {
            losses.approximated(at.place(), "the tool takes its text in a JSON object");
            words.wrap(tool.name());
        }
        schema(at.place(), text ? TextTool.schema() : tool.schema(), "parameters", function);
        return function;
    }

    /// @param name of the member for a schema after OpenAPI
    private void schema(String place, JsonNode schema, String name, ObjectNode holder) {
        if (!schema.isObject()) {
            return; // it takes nothing
        }
        if (model.takesJsonSchema()) {
            holder.set(name.equals("parameters") ? "parametersJsonSchema" : "responseJsonSchema", schema);
            return;
        }
        OpenApiWriter.Written written = OpenApiWriter.write(schema);
        if (!written.lost().isEmpty()) {
            losses.approximated(place, "the model's schemas have no word for " + String.join(", ", written.lost()));
        }
        if (!name.equals("parameters") || written.schema().has("properties")) {
            holder.set(name, written.schema());
        }
    }

    /// There is one switch for all tools, and those that have to be called are held to their schemas anyway.
    private void strict() {
        List<At<Tool>> strict = request.tools().stream()
                .filter(tool -> tool.value().strict() == Strict.YES)
                .toList();
        if (strict.isEmpty()) {
            return;
        }
        boolean can = model.takesJsonSchema();
        strict.forEach(tool -> losses.approximated(
                At.inside(tool.place(), "strict"),
                can ? "all tools are held to their schemas, or none" : "the model is not held to schemas"));
        ObjectNode calling = out.withObject("toolConfig").withObject("functionCallingConfig");
        if (can && calling.path("mode").asString("AUTO").equals("AUTO")) {
            calling.put("mode", "VALIDATED");
        }
        if (calling.isEmpty()) {
            out.remove("toolConfig");
        }
    }

    private void choose(String place, ToolChoice choice) {
        if (!Choices.tellable(request, place, choice, losses)) {
            return;
        }
        ObjectNode calling = out.putObject("toolConfig").putObject("functionCallingConfig");
        switch (choice) {
            case ToolChoice.Auto() -> calling.put("mode", "AUTO");
            case ToolChoice.None() -> calling.put("mode", "NONE");
            case ToolChoice.Any() -> calling.put("mode", "ANY");
            case ToolChoice.One(ToolName tool) ->
                calling.put("mode", "ANY").putArray("allowedFunctionNames").add(words.identifier(tool));
            case ToolChoice.Among(List<ToolName> among, boolean must) -> {
                if (must) {
                    ArrayNode names = calling.put("mode", "ANY").putArray("allowedFunctionNames");
                    among.forEach(tool -> names.add(words.identifier(tool)));
                } else {
                    losses.approximated(place, "only the allowed tools are told");
                    only(among);
                    calling.put("mode", "AUTO");
                }
            }
        }
    }

    private void only(List<ToolName> allowed) {
        ArrayNode left = JSON.createArrayNode();
        for (int i = 0; i < request.tools().size(); i++) {
            At<Tool> tool = request.tools().get(i);
            if (allowed.contains(tool.value().name())) {
                left.add(functions.get(i));
            } else {
                losses.approximated(tool.place(), "only the allowed tools are told");
            }
        }
        functions.removeAll();
        functions.addAll(left);
    }

    // Everything else.

    private void setting(String place, Setting setting) {
        switch (setting) {
            case Setting.MaxTokens(long tokens) -> config.put("maxOutputTokens", tokens);
            case Setting.Temperature(var value) -> config.put("temperature", value);
            case Setting.TopP(var value) -> config.put("topP", value);
            case Setting.TopK(long value) -> config.put("topK", value);
            case Setting.Stop(List<String> sequences) -> {
                if (sequences.size() > MOST_STOPS) {
                    losses.changed(
                            place,
                            "the provider takes %d stop sequences, %d are there"
                                    .formatted(MOST_STOPS, sequences.size()));
                } else {
                    sequences.forEach(config.putArray("stopSequences")::add);
                }
            }
            case Setting.Seed(long value) -> {
                if (value == (int) value) {
                    config.put("seed", value);
                } else {
                    losses.ignored(place, "the provider takes a seed of 32 bits");
                }
            }
            case Setting.FrequencyPenalty(var value) -> config.put("frequencyPenalty", value);
            case Setting.PresencePenalty(var value) -> config.put("presencePenalty", value);
            case Setting.LogProbabilities _ -> losses.changed(place, "probabilities are not told in another format");
            case Setting.Think(Effort effort) -> think(place, effort);
            case Setting.TellThoughts(String how) -> tell(place, how);
            case Setting.Choose(ToolChoice choice) -> choose(place, choice);
            case Setting.Parallel(boolean allowed) -> {
                if (!allowed && !request.tools().isEmpty()) {
                    losses.ignored(place, "whether tools are called at once cannot be said");
                }
            }
            case Setting.AnyJson() -> json(place, JSON.createObjectNode().put("type", "object"), false);
            case Setting.FittingJson(String name, String description, JsonNode schema, Strict _) -> {
                if (!name.isEmpty() || !description.isEmpty()) {
                    losses.ignored(place, "the name and the description of the JSON cannot be said");
                }
                json(place, schema, true);
            }
            case Setting.Verbosity _ -> losses.ignored(place, "the provider has no such setting");
            case Setting.User _ -> losses.ignored(place, "the provider is not told who asks");
            case Setting.Metadata _ -> losses.ignored(place, "it would be kept with the answer, and none is kept");
            case Setting.Tier _ -> losses.ignored(place, "a tier of one provider is none of another's");
            case Setting.CacheKey _ -> losses.ignored(place, "the provider needs no key for its cache");
            case Setting.Store(boolean wanted) -> {
                if (wanted) {
                    losses.ignored(place, "answers are not kept at the provider");
                }
            }
        }
    }

    private void think(String place, Effort effort) {
        if (!model.thinks()) {
            if (effort != Effort.NONE) {
                losses.ignored(place, "the model does not think before it answers");
            }
            return;
        }
        ObjectNode thinking = config.withObject("thinkingConfig");
        if (model.thinksByLevel()) {
            Effort level = model.level(effort);
            if (effort == Effort.NONE) {
                losses.approximated(place, "the model always thinks; it is asked for as little as it can");
            } else if (level != effort) {
                losses.approximated(place, "the nearest level to %s is %s".formatted(effort.word(), level.word()));
            }
            if (level != Effort.AUTO) { // as much as it wants is what it does unasked
                thinking.put("thinkingLevel", level.name());
            }
        } else {
            int budget = model.budget(effort);
            if (budget > 0) {
                losses.approximated(
                        place,
                        effort == Effort.NONE
                                ? "the model always thinks; it is asked for as little as it can"
                                : "%s is %d tokens of thinking".formatted(effort.word(), budget));
            }
            thinking.put("thinkingBudget", budget);
        }
        if (thinking.isEmpty()) {
            config.remove("thinkingConfig");
        }
    }

    private void tell(String place, String how) {
        if (how.equals("none")) {
            return; // it is not told unasked
        }
        boolean stopped = request.setting(Setting.Think.class)
                .filter(think -> think.effort() == Effort.NONE)
                .isPresent();
        if (!model.thinks() || stopped) {
            losses.ignored(place, "the model is not asked to think");
            return;
        }
        if (!how.equals("auto")) {
            losses.approximated(place, "how much of the thoughts is told cannot be said");
        }
        config.withObject("thinkingConfig").put("includeThoughts", true);
    }

    /// @param fits whether the schema was the caller's
    private void json(String place, JsonNode schema, boolean fits) {
        if (!request.tools().isEmpty() && !model.answersWithJsonBesideTools()) {
            answer(place, schema);
            return;
        }
        config.put("responseMimeType", "application/json");
        if (fits) {
            schema(place, schema, "responseSchema", config);
        }
    }

    /// Has the model call a tool with the JSON that it is to answer with; if it cannot be made to, tells it to say it.
    private void answer(String place, JsonNode schema) {
        boolean decided = request.setting(Setting.Choose.class)
                .filter(one -> !(one.choice() instanceof ToolChoice.Auto))
                .isPresent();
        if (decided || !schema.path("type").asString("").equals("object")) {
            losses.approximated(place, "the model is told so, but not held to it");
            system.addObject().put("text", "Answer with JSON that fits this schema, and with nothing else:\n" + schema);
            return;
        }
        losses.approximated(place, "the model is made to call a tool with the JSON that it answers with");
        ObjectNode function = functions
                .addObject()
                .put("name", words.identifier(ToolWords.ANSWER))
                .put("description", "Gives the answer to the user.");
        schema(place, schema, "parameters", function);
        out.withObject("toolConfig").withObject("functionCallingConfig").put("mode", "ANY");
    }
}
