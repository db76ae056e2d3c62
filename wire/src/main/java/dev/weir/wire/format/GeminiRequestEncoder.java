package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Effort;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Setting;
import dev.weir.wire.chat.Tool;
import dev.weir.wire.chat.Tool.Strict;
import dev.weir.wire.chat.ToolChoice;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.ToolName.Takes;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a Gemini request; its model and whether it streams are for the path. All tools are declared in one object.
final class GeminiRequestEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_STOPS = 5;

    private final ChatRequest request;
    private final ToolWords words;
    private final Losses losses;
    private final GeminiModels model;
    private final ObjectNode out = JSON.createObjectNode();
    private final GeminiContents contents;
    private final ArrayNode functions = JSON.createArrayNode();
    private final ObjectNode config = JSON.createObjectNode();

    private GeminiRequestEncoder(ChatRequest request, ToolWords words, Losses losses) {
        this.request = ToolResults.inOrder(request, losses);
        this.words = words;
        this.losses = losses;
        this.model = GeminiModels.of(request.model());
        this.contents = new GeminiContents(this.request, words, losses);
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
        contents.write();
        request.begun()
                .ifPresent(part -> losses.approximated(
                        part.place(), "the model may begin anew and not go on with what the assistant has said"));
        request.tools().forEach(tool -> functions.add(function(tool)));
        request.settings().stream()
                .sorted(Comparator.comparing(setting -> answers(setting.value())))
                .forEach(setting -> setting(setting.place(), setting.value()));
        strict();
        if (!contents.system().isEmpty()) {
            out.putObject("systemInstruction").set("parts", contents.system());
        }
        out.set("contents", contents.turns());
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
            contents.system()
                    .addObject()
                    .put("text", "Answer with JSON that fits this schema, and with nothing else:\n" + schema);
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
