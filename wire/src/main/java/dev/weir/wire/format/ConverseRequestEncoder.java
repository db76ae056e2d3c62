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
import dev.weir.wire.chat.Turn;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a request of Converse. Its path says model and stream.
///
/// What all models on Bedrock accept has members of its own; what only some accept is said to those in their own words,
/// and to no others. Nothing may be empty: what says nothing is left out.
final class ConverseRequestEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_METADATA = 16;
    private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{1,256}");

    private final ChatRequest request;
    private final ToolWords words;
    private final Losses losses;
    private final BedrockModels whose;
    private final ClaudeModels claude;
    private final ObjectNode inference = JSON.createObjectNode();
    private final ObjectNode output = JSON.createObjectNode();
    private final ObjectNode additional = JSON.createObjectNode();
    private final ObjectNode metadata = JSON.createObjectNode();
    private final ArrayNode system = JSON.createArrayNode();
    private final ArrayNode tools = JSON.createArrayNode();
    private final ObjectNode choice = JSON.createObjectNode();
    private final ConverseTurns turns;
    private final ConverseContent content;
    private String tier = "";

    private ConverseRequestEncoder(ChatRequest request, ToolWords words, Losses losses) {
        this.request = ToolResults.inOrder(request, losses);
        this.words = words;
        this.losses = losses;
        this.whose = BedrockModels.of(request.model());
        this.claude = ClaudeModels.of(request.model());
        this.turns = new ConverseTurns(losses);
        this.content = new ConverseContent(whose, words, losses);
    }

    static ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return new ConverseRequestEncoder(request, words, losses).write();
    }

    /// Whether the model signs what it is going to think about this.
    static boolean signsThoughts(ChatRequest request) {
        return BedrockModels.of(request.model()) == BedrockModels.CLAUDE && ClaudeThinking.happens(request);
    }

    private ObjectNode write() {
        request.tools().forEach(this::tool);
        request.turns().forEach(this::turn);
        request.settings().stream()
                .sorted(Comparator.comparing(setting -> answers(setting.value())))
                .forEach(setting -> setting(setting.place(), setting.value()));
        if (whose == BedrockModels.CLAUDE && !claude.goesOn()) {
            request.begun()
                    .ifPresent(part ->
                            losses.changed(part.place(), "the model does not go on with what the assistant has said"));
        }
        if (tools.isEmpty()) {
            content.called().forEach((word, place) -> bare(place, word));
        }
        ObjectNode out = JSON.createObjectNode();
        out.set("messages", turns.messages());
        put(out, "system", system);
        put(out, "inferenceConfig", inference);
        if (!tools.isEmpty()) {
            put(out.putObject("toolConfig").set("tools", tools), "toolChoice", choice);
        }
        put(out, "outputConfig", output);
        put(out, "additionalModelRequestFields", additional);
        put(out, "requestMetadata", metadata);
        if (!tier.isEmpty()) {
            out.putObject("serviceTier").put("type", tier);
        }
        return out;
    }

    private static void put(ObjectNode out, String name, JsonNode value) {
        if (!value.isEmpty()) {
            out.set(name, value);
        }
    }

    /// Whether it is about the form of the answer, which is written last: it may add a tool, and choose it.
    private static boolean answers(Setting setting) {
        return setting instanceof Setting.AnyJson || setting instanceof Setting.FittingJson;
    }

    private void turn(Turn turn) {
        if (!turn.role().instructs()
                || (!turns.none() && whose == BedrockModels.CLAUDE && claude.instructsBetweenTurns())) {
            ArrayNode blocks = JSON.createArrayNode();
            turn.parts().forEach(part -> content.write(part, blocks));
            turns.say(turn, blocks);
            return;
        }
        if (!turns.none()) {
            turn.parts().forEach(part -> losses.approximated(part.place(), "instructions are said before all turns"));
        }
        turn.parts().forEach(part -> content.write(part, system));
    }

    private void tool(At<Tool> at) {
        Tool tool = at.value();
        ObjectNode spec = tools.addObject().putObject("toolSpec").put("name", words.word(tool.name()));
        if (tool.name().takes() == ToolName.Takes.TEXT) {
            losses.approximated(at.place(), "the tool takes its text in a JSON object");
            words.wrap(tool.name());
            put(spec, TextTool.description(tool));
            spec.putObject("inputSchema").set("json", TextTool.schema());
        } else {
            put(spec, tool.description());
            spec.putObject("inputSchema").set("json", MessagesRequestEncoder.schema(tool.schema()));
            if (tool.strict() == Strict.YES) {
                if (whose == BedrockModels.CLAUDE && claude.answersWithJson()) {
                    spec.put("strict", true);
                } else {
                    losses.approximated(at.place(), "the model is not held to the schema of the tool");
                }
            }
        }
        if (tool.marked()) {
            if (whose == BedrockModels.CLAUDE && content.mark()) {
                tools.addObject().putObject("cachePoint").put("type", "default");
            } else {
                losses.ignored(at.place(), "the prompt is not cached behind this tool");
            }
        }
    }

    private static void put(ObjectNode spec, String description) {
        if (!description.isBlank()) {
            spec.put("description", description);
        }
    }

    /// A tool of which nothing is known but that it was called: where calls stand in the conversation, the provider
    /// wants to be told of tools.
    private void bare(String place, String word) {
        losses.approximated(place, "the tool " + word + " is not offered any more, and the provider is told of it");
        ObjectNode spec = tools.addObject().putObject("toolSpec").put("name", word);
        spec.putObject("inputSchema").set("json", MessagesRequestEncoder.schema(JSON.missingNode()));
    }

    private void setting(String place, Setting setting) {
        switch (setting) {
            case Setting.MaxTokens(long tokens) -> inference.put("maxTokens", tokens);
            case Setting.Temperature(BigDecimal value) -> {
                if (samples(place)) {
                    if (value.compareTo(BigDecimal.ONE) > 0) {
                        losses.approximated(place, "the provider takes 0 to 1");
                    }
                    inference.put("temperature", value.min(BigDecimal.ONE));
                }
            }
            case Setting.TopP(BigDecimal value) -> {
                if (samples(place)) {
                    inference.put("topP", value);
                }
            }
            case Setting.TopK(long value) -> {
                if (whose.nova()) {
                    additional.putObject("inferenceConfig").put("topK", value);
                } else if (whose != BedrockModels.CLAUDE) {
                    losses.ignored(place, "the provider has no such setting for this model");
                } else if (samples(place)) {
                    additional.put("top_k", value);
                }
            }
            case Setting.Stop(List<String> sequences) -> {
                ArrayNode stop = inference.putArray("stopSequences");
                sequences.forEach(stop::add);
            }
            case Setting.Seed _, Setting.FrequencyPenalty _, Setting.PresencePenalty _, Setting.Verbosity _ ->
                losses.ignored(place, "the provider has no such setting");
            case Setting.LogProbabilities _ -> losses.changed(place, "the provider tells no probabilities");
            case Setting.Think(Effort effort) -> think(place, effort);
            case Setting.TellThoughts(String how) -> tellThoughts(place, how);
            case Setting.Choose(ToolChoice chosen) -> choose(place, chosen);
            case Setting.Parallel(boolean allowed) -> {
                if (!allowed && !request.tools().isEmpty()) {
                    losses.approximated(place, "the model may call several tools at once");
                }
            }
            case Setting.AnyJson() -> answer(place, JSON.createObjectNode().put("type", "object"));
            case Setting.FittingJson fitting -> fitting(place, fitting);
            case Setting.User(String id) -> {
                losses.approximated(place, "who asks is told as metadata");
                metadata(place, "user", id);
            }
            case Setting.Metadata(JsonNode map) ->
                map.propertyStream()
                        .forEach(one -> metadata(
                                At.inside(place, one.getKey()),
                                one.getKey(),
                                one.getValue().asString("")));
            case Setting.Tier(String name) -> {
                switch (name) {
                    case "default", "flex", "priority", "reserved" -> tier = name;
                    case "auto" -> {} // what goes without saying
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

    private void tellThoughts(String place, String how) {
        boolean told = whose == BedrockModels.CLAUDE && claude.thinks() && ClaudeThinking.wanted(request);
        if (!how.equals("none") && !told) {
            losses.ignored(place, "whether the model tells its thoughts cannot be said");
        } else if (!how.equals("none") && !how.equals("auto")) {
            losses.approximated(place, "how much of the thoughts is told cannot be said");
        }
    }

    private void metadata(String place, String name, String value) {
        if (metadata.size() < MOST_METADATA
                && METADATA.matcher(name).matches()
                && METADATA.matcher(value).matches()) {
            metadata.put(name, value);
        } else {
            losses.ignored(
                    place,
                    "the provider takes %d pairs of at most 256 letters, digits and :_@$#=/+,.-"
                            .formatted(MOST_METADATA));
        }
    }

    private void fitting(String place, Setting.FittingJson wanted) {
        if (whose != BedrockModels.CLAUDE || !claude.answersWithJson()) {
            if (!wanted.name().isEmpty() || !wanted.description().isEmpty()) {
                losses.ignored(place, "the name and the description of the JSON cannot be said");
            }
            answer(place, wanted.schema());
            return;
        }
        if (wanted.strict() == Strict.NO) {
            losses.approximated(place, "the model is held to the schema");
        }
        ObjectNode format = output.putObject("textFormat").put("type", "json_schema");
        ObjectNode said = format.putObject("structure")
                .putObject("jsonSchema")
                .put("schema", JSON.writeValueAsString(wanted.schema()));
        if (!wanted.name().isEmpty()) {
            said.put("name", wanted.name());
        }
        put(said, wanted.description());
    }

    /// Has the model call a tool with the JSON that it is to answer with; if it cannot be made to, tells it to say it.
    private void answer(String place, JsonNode schema) {
        boolean decided = request.setting(Setting.Choose.class)
                .filter(one -> !(one.choice() instanceof ToolChoice.Auto))
                .isPresent();
        boolean forced = request.tools().isEmpty() ? whose.forcesOne() : whose.forcesAny();
        if (!forced
                || (whose == BedrockModels.CLAUDE && !claude.forcesTools())
                || ClaudeThinking.wanted(request)
                || decided
                || !schema.path("type").asString("").equals("object")) {
            losses.approximated(place, "the model is told so, but not held to it");
            system.addObject().put("text", "Answer with JSON that fits this schema, and with nothing else:\n" + schema);
            return;
        }
        losses.approximated(place, "the model is made to call a tool with the JSON that it answers with");
        String word = words.word(ToolWords.ANSWER);
        ObjectNode spec = tools.addObject()
                .putObject("toolSpec")
                .put("name", word)
                .put("description", "Gives the answer to the user.");
        spec.putObject("inputSchema").set("json", schema);
        choice.removeAll();
        if (request.tools().isEmpty()) {
            choice.putObject("tool").put("name", word);
        } else {
            choice.putObject("any");
        }
    }

    /// Claude takes no sampling where it thinks, and since its fifth version none at all.
    private boolean samples(String place) {
        if (whose != BedrockModels.CLAUDE || (claude.samples() && !ClaudeThinking.wanted(request))) {
            return true;
        }
        losses.ignored(
                place, claude.samples() ? "a model that thinks takes no sampling" : "the model takes no sampling");
        return false;
    }

    private void think(String place, Effort effort) {
        switch (whose) {
            case CLAUDE -> claudeThinks(place, effort);
            case NOVA_2 -> novaThinks(place, effort);
            case GPT_OSS -> {
                if (effort == Effort.AUTO) {
                    return; // what it does unasked
                }
                Effort known = known(effort);
                if (known != effort) {
                    losses.approximated(place, "the model thinks with an effort from low to high");
                }
                additional.put("reasoning_effort", known.word());
            }
            case NOVA, MISTRAL, OTHER -> {
                if (effort != Effort.NONE) {
                    losses.ignored(place, "this model cannot be told how much to think");
                }
            }
        }
    }

    private void claudeThinks(String place, Effort effort) {
        Optional<Long> said = request.setting(Setting.MaxTokens.class).map(Setting.MaxTokens::tokens);
        ClaudeThinking thinking = ClaudeThinking.of(request, place, effort, said.orElse(claude.mostTokens()), losses);
        put(additional, "thinking", thinking.thinking());
        thinking.effort().ifPresent(one -> output.put("effort", one.word()));
        if (said.isEmpty() && thinking.thinking().has("budget_tokens")) {
            losses.approximated("", "thinking wants a limit of tokens, and none is said: " + claude.mostTokens());
            inference.put("maxTokens", claude.mostTokens());
        }
    }

    /// It takes no limits and no sampling where it is to think as much as it can.
    private void novaThinks(String place, Effort effort) {
        ObjectNode config = additional.putObject("reasoningConfig");
        if (effort == Effort.NONE) {
            config.put("type", "disabled");
            return;
        }
        boolean limited = request.says(Setting.MaxTokens.class)
                || request.says(Setting.Temperature.class)
                || request.says(Setting.TopP.class);
        Effort known = known(effort) == Effort.HIGH && limited ? Effort.MEDIUM : known(effort);
        if (known != effort) {
            losses.approximated(place, "the model thinks with an effort of " + known.word());
        }
        config.put("type", "enabled").put("maxReasoningEffort", known.word());
    }

    private static Effort known(Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL, LOW -> Effort.LOW;
            case MEDIUM, AUTO -> Effort.MEDIUM;
            case HIGH, XHIGH, MAX -> Effort.HIGH;
        };
    }

    private void choose(String place, ToolChoice chosen) {
        if (!Choices.tellable(request, place, chosen, losses)) {
            return;
        }
        switch (chosen) {
            case ToolChoice.Auto() -> choice.putObject("auto");
            case ToolChoice.None() -> none(place);
            case ToolChoice.Any() -> any(place);
            case ToolChoice.One(ToolName tool) -> {
                if (whose.forcesOne() && (whose != BedrockModels.CLAUDE || claude.forcesTools())) {
                    choice.putObject("tool").put("name", words.word(tool));
                } else {
                    losses.changed(place, "the model cannot be made to call a certain tool");
                }
            }
            case ToolChoice.Among(List<ToolName> among, boolean must) -> {
                losses.approximated(place, "only the allowed tools are told");
                request.tools().stream()
                        .filter(tool -> !among.contains(tool.value().name()))
                        .forEach(tool -> losses.approximated(tool.place(), "it is not among the allowed tools"));
                keep(among);
                if (must) {
                    any(place);
                }
            }
        }
    }

    private void any(String place) {
        if (whose.forcesAny() && (whose != BedrockModels.CLAUDE || claude.forcesTools())) {
            choice.putObject("any");
        } else {
            losses.changed(place, "the model cannot be made to call a tool");
        }
    }

    /// There is no word for it: the model is told of no tools, unless calls of them stand in the conversation.
    private void none(String place) {
        if (content.called().isEmpty()) {
            losses.approximated(place, "there is no word for it");
            request.tools()
                    .forEach(tool -> losses.approximated(
                            tool.place(), "no tool may be called, and the model is not told of any"));
            tools.removeAll();
        } else {
            losses.approximated(place, "the model may call tools all the same");
        }
    }

    private void keep(List<ToolName> among) {
        Set<String> allowed = new HashSet<>();
        among.forEach(tool -> allowed.add(words.word(tool)));
        for (int i = tools.size() - 1; i >= 0; i--) {
            JsonNode spec = tools.get(i).path("toolSpec");
            if (spec.isObject() && !allowed.contains(spec.path("name").stringValue(""))) {
                tools.remove(i);
            }
        }
        while (tools.path(0).has("cachePoint")) {
            tools.remove(0);
        }
    }
}
