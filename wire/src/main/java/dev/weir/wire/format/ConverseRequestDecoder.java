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
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a request of Converse, whose path says model and stream.
///
/// A block is an object with one member, which says what it is. What is worth caching is marked by a block of its own.
/// What Converse has no word for, Claude is told in `additionalModelRequestFields`, as in Messages.
final class ConverseRequestDecoder {

    private static final String ONLY_BEDROCK = " is known to Bedrock only";
    private static final String STOP_SEQUENCE = "/stop_sequence";

    private static final Set<String> CLAUDES =
            Set.of("top_k", "output_config", "thinking", "reasoning_config", "anthropic_beta");

    private final Losses losses;
    private final List<Turn> turns = new ArrayList<>();
    private final List<At<Tool>> tools = new ArrayList<>();
    private final Settings settings;
    private final ClaudeEffort effort;

    private ConverseRequestDecoder(Losses losses) {
        this.losses = losses;
        this.settings = new Settings(losses);
        this.effort = new ClaudeEffort(settings, losses);
    }

    static ChatRequest decode(JsonNode json, Losses losses) {
        return new ConverseRequestDecoder(losses).request(new Fields(json, "", losses));
    }

    private ChatRequest request(Fields request) {
        List<At<Part>> system = parts(request.array("system"), request.place("system"));
        if (!system.isEmpty()) {
            turns.add(new Turn(Role.SYSTEM, system));
        }
        eachOf(request.wanted("messages"), request.place("messages"), this::turn);
        request.inside("toolConfig", (config, _) -> toolConfig(config));
        settings(request);
        request.rest();
        effort.set();
        return new ChatRequest("", false, turns, tools, settings.list());
    }

    private interface Each {
        void read(JsonNode one, String place);
    }

    private static void eachOf(JsonNode list, String place, Each each) {
        for (int i = 0; i < list.size(); i++) {
            each.read(list.get(i), At.inside(place, i));
        }
    }

    private void turn(JsonNode json, String place) {
        var message = new Fields(json, place, losses);
        Role role = switch (message.text("role")) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default -> {
                losses.invalid(message.place("role"), "user, assistant or system is wanted");
                yield Role.USER;
            }
        };
        turns.add(new Turn(role, parts(message.wanted("content"), message.place("content"))));
        message.rest();
    }

    private List<At<Part>> parts(JsonNode content, String place) {
        var parts = new ArrayList<At<Part>>();
        eachOf(content, place, (block, at) -> parts.add(new At<>(at, block(block, at))));
        return parts;
    }

    private Part block(JsonNode json, String place) {
        var block = new Fields(json, place, losses);
        if (!json.isObject() || json.size() != 1) {
            losses.invalid(place, "an object with one member is wanted");
            return new Part.Text("");
        }
        String what = json.propertyNames().iterator().next();
        JsonNode value = block.take(what);
        if (what.equals("text")) {
            return new Part.Text(block.text(what));
        }
        if (what.equals("json")) {
            return new Part.Text(value.toString());
        }
        var inside = new Fields(value, block.place(what), losses);
        Part part = part(what, inside, value);
        if (!(part instanceof Part.Opaque)) {
            inside.rest();
        }
        return part;
    }

    private Part part(String what, Fields inside, JsonNode json) {
        return switch (what) {
            case "image" -> new Part.Image(source(inside, ConverseMedia.imageType(inside.text("format"))), "");
            case "document" -> document(inside);
            case "audio" -> audio(inside, json);
            case "toolUse" ->
                inside.has("type")
                        ? new Part.Opaque(what, json)
                        : new Part.ToolCall(
                                inside.text("toolUseId"),
                                ToolName.function(inside.text("name")),
                                inside.take("input").toString());
            case "toolResult" ->
                inside.has("type")
                        ? new Part.Opaque(what, json)
                        : new Part.ToolResult(
                                inside.text("toolUseId"),
                                parts(inside.array("content"), inside.place("content")),
                                inside.text("status").equals("error"));
            case "cachePoint" -> {
                inside.take("type");
                yield new Part.CacheMark(inside.text("ttl"));
            }
            case "reasoningContent" -> thought(inside);
            case "guardContent" -> guarded(inside, json);
            case "citationsContent" -> {
                String text = texts(inside.take("content"));
                if (inside.take("citations").size() > 0) {
                    losses.ignored(inside.place("citations"), "what earlier answers cited cannot be said");
                }
                yield new Part.Text(text);
            }
            default -> new Part.Opaque(what, json);
        };
    }

    private Part document(Fields document) {
        Source source = source(document, ConverseMedia.documentType(document.text("format")));
        for (String said : List.of("context", "citations")) {
            if (document.has(said)) {
                document.take(said);
                losses.ignored(document.place(said), "it cannot be said of a document elsewhere");
            }
        }
        return new Part.Document(source, document.text("name"));
    }

    private Part audio(Fields audio, JsonNode json) {
        return source(audio, "audio") instanceof Source.Bytes(String _, String data)
                ? new Part.Audio(audio.text("format"), data)
                : new Part.Opaque("audio", json);
    }

    private Source source(Fields media, String type) {
        Source[] source = {new Source.Text("")};
        media.inside("source", (fields, json) -> {
            if (fields.has("bytes")) {
                source[0] = new Source.Bytes(type, fields.text("bytes"));
            } else if (fields.has("text")) {
                source[0] = new Source.Text(fields.text("text"));
            } else if (fields.has("content")) {
                losses.approximated(fields.place("content"), "the blocks of the document are told as one text");
                source[0] = new Source.Text(texts(fields.take("content")));
            } else {
                source[0] =
                        new Source.Kept(fields.take("s3Location").path("uri").stringValue(""));
                fields.skip(json.propertyNames());
            }
        });
        return source[0];
    }

    private static String texts(JsonNode blocks) {
        return blocks.valueStream()
                .map(block -> block.path("text").stringValue(""))
                .collect(Collectors.joining("\n"));
    }

    private static Part thought(Fields thought) {
        if (thought.has("redactedContent")) {
            return new Part.HiddenThinking(ConverseSeal.seal(thought.text("redactedContent")));
        }
        Part[] said = {new Part.Thinking("", "")};
        thought.inside(
                "reasoningText",
                (fields, _) -> said[0] = new Part.Thinking(fields.text("text"), fields.text("signature")));
        return said[0];
    }

    private Part guarded(Fields guarded, JsonNode json) {
        if (!guarded.has("text")) {
            return new Part.Opaque("guardContent", json);
        }
        losses.approximated(guarded.place(), "nothing is said of what a guardrail is to look at");
        return new Part.Text(guarded.take("text").path("text").stringValue(""));
    }

    private void toolConfig(Fields config) {
        eachOf(config.array("tools"), config.place("tools"), (tool, place) -> tool(new Fields(tool, place, losses)));
        config.inside("toolChoice", (choice, json) -> choice(choice, json));
    }

    private void tool(Fields tool) {
        tool.inside("toolSpec", (spec, json) -> {
            Strict strict = spec.has("strict")
                    ? (spec.take("strict").booleanValue(false) ? Strict.YES : Strict.NO)
                    : Strict.UNSAID;
            spec.take("inputSchema");
            tools.add(new At<>(
                    spec.place(),
                    new Tool(
                            ToolName.function(spec.text("name")),
                            spec.text("description"),
                            json.path("inputSchema").path("json"),
                            strict,
                            false)));
        });
        tool.inside("cachePoint", (mark, _) -> mark(mark));
        if (tool.has("systemTool")) {
            losses.changed(
                    tool.place("systemTool"),
                    "the tool " + tool.take("systemTool").path("name") + ONLY_BEDROCK);
        }
        tool.rest();
    }

    private void mark(Fields mark) {
        mark.take("type");
        String ttl = mark.text("ttl");
        if (tools.isEmpty()) {
            losses.ignored(mark.place(), "there is nothing before this mark");
            return;
        }
        if (!ttl.isEmpty() && !ttl.equals("5m")) {
            losses.approximated(mark.place("ttl"), "tools are kept as long as the provider keeps them by itself");
        }
        At<Tool> last = tools.removeLast();
        Tool tool = last.value();
        tools.add(
                new At<>(last.place(), new Tool(tool.name(), tool.description(), tool.schema(), tool.strict(), true)));
    }

    private void choice(Fields choice, JsonNode json) {
        choice.skip(json.propertyNames());
        ToolChoice chosen = new ToolChoice.Auto();
        if (json.has("any")) {
            chosen = new ToolChoice.Any();
        } else if (json.has("tool")) {
            chosen = new ToolChoice.One(
                    ToolName.function(json.path("tool").path("name").stringValue("")));
        } else if (!json.has("auto")) {
            losses.invalid(choice.place(), "auto, any or tool is wanted");
        }
        settings.set(choice.place(), new Setting.Choose(chosen));
    }

    private void settings(Fields request) {
        request.inside("inferenceConfig", (inference, _) -> {
            settings.whole(inference, "maxTokens", Setting.MaxTokens::new);
            settings.number(inference, "temperature", Setting.Temperature::new);
            settings.number(inference, "topP", Setting.TopP::new);
            List<String> stops = inference
                    .array("stopSequences")
                    .valueStream()
                    .map(one -> one.stringValue(""))
                    .toList();
            if (!stops.isEmpty()) {
                settings.set(inference.place("stopSequences"), new Setting.Stop(stops));
            }
        });
        request.inside("outputConfig", (output, _) -> output(output));
        request.inside("additionalModelRequestFields", this::additional);
        eachOf(
                request.array("additionalModelResponseFieldPaths"),
                request.place("additionalModelResponseFieldPaths"),
                (path, place) -> {
                    if (!path.stringValue("").equals(STOP_SEQUENCE)) {
                        losses.ignored(place, "the provider's answer has no such field");
                    }
                });
        if (request.has("requestMetadata")) {
            settings.set(request.place("requestMetadata"), new Setting.Metadata(request.take("requestMetadata")));
        }
        request.inside(
                "serviceTier", (tier, _) -> settings.set(tier.place("type"), new Setting.Tier(tier.text("type"))));
        request.inside("performanceConfig", (performance, _) -> {
            if (!performance.text("latency").equals("standard")) {
                losses.ignored(performance.place("latency"), "the provider has no such setting");
            }
        });
        for (String name : List.of("guardrailConfig", "promptVariables")) {
            if (request.has(name)) {
                request.take(name);
                losses.changed(request.place(name), name + ONLY_BEDROCK);
            }
        }
    }

    private void output(Fields output) {
        effort.effort(output);
        output.inside("textFormat", (format, json) -> {
            format.skip(json.propertyNames());
            JsonNode inside = json.path("structure").path("jsonSchema");
            String place = format.place("structure");
            try {
                JsonNode schema =
                        JsonMapper.shared().readTree(inside.path("schema").stringValue(""));
                settings.set(
                        place,
                        new Setting.FittingJson(
                                inside.path("name").stringValue(""),
                                inside.path("description").stringValue(""),
                                schema,
                                Strict.YES));
            } catch (JacksonException notJson) {
                losses.invalid(place, "the schema is no JSON");
            }
        });
    }

    /// What is said to a model in its own words, as far as others can be told it.
    private void additional(Fields fields, JsonNode json) {
        settings.whole(fields, "top_k", Setting.TopK::new);
        fields.inside("output_config", (config, _) -> effort.effort(config));
        fields.inside("thinking", (thinking, _) -> effort.thinking(thinking));
        fields.inside("reasoning_config", (thinking, _) -> effort.thinking(thinking));
        if (fields.has("anthropic_beta")) {
            losses.ignored(
                    fields.place("anthropic_beta"),
                    fields.take("anthropic_beta").toString());
        }
        for (String name : json.propertyNames()) {
            if (!CLAUDES.contains(name)) {
                fields.take(name);
                losses.changed(fields.place(name), "it is said to one model in its own words");
            }
        }
    }
}
