package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads a Gemini request. Its model and whether it streams are in the path.
///
/// Calls of tools need no ids there: results belong to calls by name and order, so both get an id here. What a model
/// says may be cut into pieces as it was streamed; pieces of text that follow each other are one, unless one is signed.
final class GeminiRequestDecoder {

    private static final List<String> PROVIDERS_OWN =
            List.of("cachedContent", "modelArmorConfig", "continuationToken", "outputConfig");
    private static final Set<String> SEARCHES = Set.of("googleSearch", "googleSearchRetrieval", "enterpriseWebSearch");
    private static final List<String> ONE_TEXT = List.of("output", "result");

    private final Losses losses;
    private final List<Turn> turns = new ArrayList<>();
    private final List<At<Tool>> tools = new ArrayList<>();
    private final Settings settings;

    /// Calls that have no result so far.
    private final List<Part.ToolCall> unanswered = new ArrayList<>();

    private GeminiRequestDecoder(Losses losses) {
        this.losses = losses;
        this.settings = new Settings(losses);
    }

    static ChatRequest decode(JsonNode json, Losses losses) {
        return new GeminiRequestDecoder(losses).request(Fields.spelledEitherWay(json, "", losses));
    }

    private ChatRequest request(Fields request) {
        String model = request.text("model").replaceFirst("^models/", ""); // the path says it as well
        request.inside("systemInstruction", (instruction, _) -> {
            instruction.skip(Set.of("role"));
            var parts = new ArrayList<At<Part>>();
            eachOf(instruction, "parts", (part, place, _) -> part(fields(part, place), parts));
            turns.add(new Turn(Role.SYSTEM, parts));
        });
        if (!request.has("contents")) {
            losses.invalid("/contents", "an array is wanted");
        }
        eachOf(request, "contents", (content, place, number) -> content(fields(content, place), number));
        eachOf(request, "tools", (tool, place, _) -> tools(fields(tool, place), tool));
        settings(request);
        request.rest();
        return new ChatRequest(model, false, turns, tools, settings.list());
    }

    private Fields fields(JsonNode json, String place) {
        return Fields.spelledEitherWay(json, place, losses);
    }

    private interface Each {
        void read(JsonNode one, String place, int number);
    }

    /// A single one may stand without its list.
    private void eachOf(Fields fields, String name, Each each) {
        JsonNode list = fields.take(name);
        if (list.isObject()) {
            each.read(list, fields.place(name), 0);
        } else if (!list.isMissingNode() && !list.isArray()) {
            losses.invalid(fields.place(name), "an array is wanted");
        } else {
            for (int i = 0; i < list.size(); i++) {
                each.read(list.get(i), At.inside(fields.place(name), i), i);
            }
        }
    }

    private void content(Fields content, int number) {
        Role role = switch (content.text("role")) {
            case "model" -> Role.ASSISTANT;
            case "", "user", "function", "tool" -> Role.USER;
            default -> {
                losses.invalid(content.place("role"), "user or model is wanted");
                yield Role.USER;
            }
        };
        boolean goesOn =
                role == Role.ASSISTANT && !turns.isEmpty() && turns.getLast().role() == role;
        var parts = new ArrayList<At<Part>>(goesOn ? turns.removeLast().parts() : List.of());
        eachOf(content, "parts", (json, place, index) -> {
            var part = fields(json, place);
            if (role == Role.ASSISTANT) {
                said(part, "call_%d_%d".formatted(number, index), parts);
            } else {
                part(part, parts);
            }
        });
        if (!parts.isEmpty()) {
            turns.add(new Turn(role, parts));
        }
        content.rest();
    }

    /// Reads a part of a model's turn, with what is signed.
    private void said(Fields part, String unnamed, List<At<Part>> parts) {
        String signature = part.text("thoughtSignature");
        boolean signed = !signature.isEmpty() && !GeminiSeal.skips(signature);
        List<String> foreign = signed ? GeminiSeal.unwrapped(signature) : List.of();
        boolean own = signed && foreign.isEmpty();
        String place = part.place("thoughtSignature");
        if (part.take("thought").booleanValue(false)) {
            text(part.place(), part.text("text"), true, parts);
            sealed(place, own ? List.of(new GeminiSeal.OnThought(signature).seal()) : foreign, parts);
            part.rest();
            return;
        }
        boolean calls = part.has("functionCall");
        sealed(place, own && calls ? List.of(new GeminiSeal.OnCall(signature).seal()) : foreign, parts);
        if (calls) {
            part.inside("functionCall", (call, _) -> call(call, unnamed, parts));
            part.rest();
        } else if (part.has("text")) {
            text(part.place("text"), part.text("text"), false, parts);
            part.rest();
        } else {
            part(part, parts);
        }
        if (own && !calls) {
            int length = part.has("text") ? part.text("text").length() : 0;
            sealed(place, List.of(new GeminiSeal.OnText(length, signature).seal()), parts);
        }
    }

    /// The first seal belongs to the thoughts that are told before it, if there are some.
    private static void sealed(String place, List<String> seals, List<At<Part>> parts) {
        for (String seal : seals) {
            if (!parts.isEmpty()
                    && parts.getLast() instanceof At<Part>(String told, Part.Thinking(String text, String s))
                    && s.isEmpty()) {
                parts.set(parts.size() - 1, new At<>(told, new Part.Thinking(text, seal)));
            } else {
                parts.add(new At<>(place, new Part.HiddenThinking(seal)));
            }
        }
    }

    /// Adds text, or thoughts; it goes on with what is there already if that is the same.
    private static void text(String place, String text, boolean thought, List<At<Part>> parts) {
        At<Part> last = parts.isEmpty() ? new At<>("", new Part.CacheMark("")) : parts.getLast();
        Optional<Part> longer = switch (last.value()) {
            case Part.Thinking(String before, String seal)
            when thought && seal.isEmpty() -> Optional.of(new Part.Thinking(before + text, ""));
            case Part.Text(String before) when !thought -> Optional.of(new Part.Text(before + text));
            default -> Optional.empty();
        };
        if (longer.isPresent()) {
            parts.set(parts.size() - 1, new At<>(last.place(), longer.get()));
        } else if (thought || !text.isEmpty()) {
            parts.add(new At<>(place, thought ? new Part.Thinking(text, "") : new Part.Text(text)));
        }
    }

    private void call(Fields call, String unnamed, List<At<Part>> parts) {
        String id = call.has("id") ? call.text("id") : unnamed;
        JsonNode args = call.take("args");
        if (!args.isMissingNode() && !args.isObject()) {
            losses.invalid(call.place("args"), "an object is wanted");
        }
        call.skip(Set.of("willContinue"));
        var called =
                new Part.ToolCall(id, ToolName.function(call.text("name")), args.isObject() ? args.toString() : "{}");
        unanswered.add(called);
        parts.add(new At<>(call.place(), called));
    }

    /// Reads a part of the user's, or what a model said beside text and calls.
    private void part(Fields part, List<At<Part>> parts) {
        if (part.has("text")) {
            parts.add(new At<>(part.place("text"), new Part.Text(part.text("text"))));
        }
        part.inside("inlineData", (blob, json) -> {
            String type = blob.text("mimeType");
            parts.add(new At<>(blob.place(), media(part, blob, json, type, new Source.Bytes(type, blob.text("data")))));
        });
        part.inside("fileData", (file, json) -> {
            String uri = file.text("fileUri");
            boolean kept = !uri.startsWith("http") || uri.contains("generativelanguage.googleapis.com/");
            Source source = kept ? new Source.Kept(uri) : new Source.Url(uri);
            parts.add(new At<>(file.place(), media(part, file, json, file.text("mimeType"), source)));
        });
        part.inside("functionResponse", (response, _) -> parts.add(new At<>(response.place(), result(response))));
        for (String own :
                List.of("executableCode", "codeExecutionResult", "toolCall", "toolResponse", "functionCall")) {
            if (part.has(own)) {
                parts.add(new At<>(part.place(own), new Part.Opaque(own, part.take(own))));
            }
        }
        part.rest();
    }

    private Part media(Fields part, Fields media, JsonNode json, String type, Source source) {
        String name = media.text("displayName");
        String kind = type.replaceFirst("/.*", "");
        String data = source instanceof Source.Bytes(String _, String bytes) ? bytes : "";
        return switch (kind) {
            case "image" -> new Part.Image(source, detail(part));
            case "audio", "video" ->
                kind.equals("video") || data.isEmpty()
                        ? new Part.Opaque(kind, json)
                        : new Part.Audio(format(type), data);
            case "text" ->
                new Part.Document(data.isEmpty() ? source : new Source.Text(decoded(media.place("data"), data)), name);
            default -> new Part.Document(source, name);
        };
    }

    private String detail(Fields part) {
        String[] detail = {""};
        part.inside("mediaResolution", (resolution, _) -> {
            String level = resolution.text("level").replaceFirst("^MEDIA_RESOLUTION_", "");
            switch (level) {
                case "LOW" -> detail[0] = "low";
                case "HIGH" -> detail[0] = "high";
                default -> losses.ignored(resolution.place("level"), "nobody else knows this of how closely to look");
            }
        });
        return detail[0];
    }

    /// As others call it.
    private static String format(String type) {
        return switch (type) {
            case "audio/mpeg", "audio/mp3" -> "mp3";
            case "audio/x-wav", "audio/wav" -> "wav";
            default -> type.replaceFirst("^audio/", "");
        };
    }

    private String decoded(String place, String data) {
        try {
            return new String(Base64.getDecoder().decode(data), UTF_8);
        } catch (IllegalArgumentException notBase64) {
            losses.invalid(place, "base64 is wanted");
            return "";
        }
    }

    private Part.ToolResult result(Fields response) {
        String id = answered(response);
        JsonNode said = response.take("response");
        if (!said.isMissingNode() && !said.isObject()) {
            losses.invalid(response.place("response"), "an object is wanted");
        }
        boolean failed = said.size() == 1 && said.has("error");
        var content = new ArrayList<At<Part>>();
        String text = text(said);
        if (!text.isEmpty()) {
            content.add(new At<>(response.place("response"), new Part.Text(text)));
        }
        eachOf(response, "parts", (json, place, _) -> part(fields(json, place), content));
        response.rest();
        return new Part.ToolResult(id, content, failed);
    }

    /// One text stands for itself; whatever else a tool said is told as JSON.
    private static String text(JsonNode said) {
        JsonNode error = said.path("error");
        if (said.size() != 1) {
            return said.isEmpty() ? "" : said.toString();
        }
        if (!error.isMissingNode()) {
            return error.isString() ? error.stringValue() : error.toString();
        }
        for (String name : ONE_TEXT) {
            if (said.path(name).isString()) {
                return said.path(name).stringValue();
            }
        }
        return said.toString();
    }

    /// The call that this is the result of: by its id, else the first of that name that has none yet.
    private String answered(Fields response) {
        String id = response.text("id");
        String name = response.text("name");
        Optional<Part.ToolCall> call = unanswered.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .or(() -> unanswered.stream()
                        .filter(one -> one.tool().name().equals(name))
                        .findFirst());
        if (call.isEmpty()) {
            losses.invalid(response.place(), "there is no call of " + name + " before it that has no result yet");
            return id;
        }
        unanswered.remove(call.get());
        return call.get().id();
    }

    private void tools(Fields tool, JsonNode json) {
        eachOf(tool, "functionDeclarations", (function, place, _) -> function(fields(function, place)));
        for (String name : json.propertyNames()) {
            if (name.equals("functionDeclarations") || name.equals("function_declarations") || !tool.has(name)) {
                continue;
            }
            tool.take(name);
            String why = "the tool " + name + " is run by this provider only";
            if (SEARCHES.contains(name) || name.equals("google_search")) {
                losses.ignored(tool.place(name), why);
            } else {
                losses.changed(tool.place(name), why);
            }
        }
    }

    private void function(Fields function) {
        JsonNode schema = function.has("parametersJsonSchema")
                ? function.take("parametersJsonSchema")
                : OpenApiReader.read(function.take("parameters"), function.place("parameters"), losses);
        tools.add(new At<>(
                function.place(),
                new Tool(
                        ToolName.function(function.text("name")),
                        function.text("description"),
                        schema,
                        Strict.UNSAID,
                        false)));
        function.rest();
    }

    private void settings(Fields request) {
        request.inside("generationConfig", (config, _) -> config(config));
        request.inside(
                "toolConfig", (config, _) -> config.inside("functionCallingConfig", (calling, _) -> choice(calling)));
        if (request.has("labels")) {
            settings.set(request.place("labels"), new Setting.Metadata(request.take("labels")));
        }
        if (request.has("serviceTier")) {
            String tier = request.text("serviceTier").toLowerCase(Locale.ROOT).replaceFirst("^service_tier_", "");
            settings.set(request.place("serviceTier"), new Setting.Tier(tier.equals("standard") ? "default" : tier));
        }
        if (request.has("store")) {
            settings.set(
                    request.place("store"),
                    new Setting.Store(request.take("store").booleanValue(false)));
        }
        for (String name : PROVIDERS_OWN) {
            if (request.has(name)) {
                request.take(name);
                losses.changed(request.place(name), name + " is known to this provider only");
            }
        }
    }

    private void config(Fields config) {
        settings.whole(config, "maxOutputTokens", Setting.MaxTokens::new);
        settings.number(config, "temperature", Setting.Temperature::new);
        settings.number(config, "topP", Setting.TopP::new);
        settings.whole(config, "topK", Setting.TopK::new);
        settings.whole(config, "seed", Setting.Seed::new);
        settings.number(config, "presencePenalty", Setting.PresencePenalty::new);
        settings.number(config, "frequencyPenalty", Setting.FrequencyPenalty::new);
        JsonNode stops = config.array("stopSequences");
        if (!stops.isEmpty()) {
            settings.set(
                    config.place("stopSequences"),
                    new Setting.Stop(
                            stops.valueStream().map(one -> one.stringValue("")).toList()));
        }
        if (config.take("candidateCount").longValue(1) != 1) {
            losses.changed(config.place("candidateCount"), "the provider gives one answer");
        }
        if (config.array("responseModalities")
                .valueStream()
                .anyMatch(one -> !one.stringValue("").equalsIgnoreCase("text"))) {
            losses.changed(config.place("responseModalities"), "the provider answers with text alone");
        }
        config.skip(Set.of("logprobs"));
        if (config.take("responseLogprobs").booleanValue(false)) {
            losses.changed(config.place("responseLogprobs"), "probabilities are not told in another format");
        }
        if (config.has("responseFormat")) {
            config.take("responseFormat");
            losses.changed(config.place("responseFormat"), "the answer's format is known to this provider only");
        }
        json(config);
        config.inside("thinkingConfig", (thinking, _) -> thinking(thinking));
    }

    private void json(Fields config) {
        String place = config.place(config.has("responseJsonSchema") ? "responseJsonSchema" : "responseSchema");
        JsonNode openApi = config.take("responseSchema");
        JsonNode schema = config.has("responseJsonSchema")
                ? config.take("responseJsonSchema")
                : OpenApiReader.read(openApi, place, losses);
        String type = config.text("responseMimeType");
        if (!Set.of("", "application/json", "text/plain").contains(type)) {
            losses.changed(config.place("responseMimeType"), "nobody else answers with " + type);
        } else if (!schema.isMissingNode()) {
            settings.set(place, new Setting.FittingJson("", "", schema, Strict.YES));
        } else if (type.equals("application/json")) {
            settings.set(config.place("responseMimeType"), new Setting.AnyJson());
        }
    }

    private void thinking(Fields thinking) {
        JsonNode tells = thinking.take("includeThoughts");
        if (tells.isBoolean()) {
            settings.set(
                    thinking.place("includeThoughts"),
                    new Setting.TellThoughts(tells.booleanValue() ? "auto" : "none"));
        }
        JsonNode budget = thinking.take("thinkingBudget");
        String level = thinking.text("thinkingLevel").toLowerCase(Locale.ROOT).replaceFirst("^thinking_level_", "");
        if (budget.isNumber()) {
            Effort effort = GeminiModels.effort(budget.longValue(-1));
            settings.set(thinking.place("thinkingBudget"), new Setting.Think(effort));
        } else if (!budget.isMissingNode()) {
            losses.invalid(thinking.place("thinkingBudget"), "a number is wanted");
        } else if (!level.isEmpty() && !level.equals("unspecified")) {
            Effort.of(level)
                    .ifPresentOrElse(
                            effort -> settings.set(thinking.place("thinkingLevel"), new Setting.Think(effort)),
                            () -> losses.invalid(thinking.place("thinkingLevel"), level + " is no level"));
        }
    }

    private void choice(Fields config) {
        List<ToolName> allowed = config.array("allowedFunctionNames")
                .valueStream()
                .map(one -> ToolName.function(one.stringValue("")))
                .toList();
        String mode = config.text("mode");
        ToolChoice any = allowed.isEmpty() ? new ToolChoice.Auto() : new ToolChoice.Among(allowed, false);
        Optional<ToolChoice> choice = switch (mode) {
            case "", "MODE_UNSPECIFIED" -> Optional.of(any).filter(_ -> !allowed.isEmpty());
            case "AUTO" -> Optional.of(any);
            case "VALIDATED" -> {
                validated();
                yield Optional.of(any);
            }
            case "NONE" -> Optional.of(new ToolChoice.None());
            case "ANY" ->
                Optional.of(
                        switch (allowed.size()) {
                            case 0 -> new ToolChoice.Any();
                            case 1 -> new ToolChoice.One(allowed.getFirst());
                            default -> new ToolChoice.Among(allowed, true);
                        });
            default -> {
                losses.invalid(config.place("mode"), "AUTO, ANY, NONE or VALIDATED is wanted, not " + mode);
                yield Optional.empty();
            }
        };
        choice.ifPresent(one -> settings.set(config.place(), new Setting.Choose(one)));
    }

    /// All tools are held to their schemas.
    private void validated() {
        tools.replaceAll(at -> {
            Tool tool = at.value();
            return new At<>(
                    at.place(), new Tool(tool.name(), tool.description(), tool.schema(), Strict.YES, tool.marked()));
        });
    }
}
