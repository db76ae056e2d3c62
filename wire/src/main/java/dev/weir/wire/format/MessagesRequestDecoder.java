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
import tools.jackson.databind.JsonNode;

/// Reads a Messages request.
///
/// Results of tools stand in the user's turns, as blocks. What is worth caching is marked on the block, the tool or the
/// request; here a mark is a part of its own, behind what it marks.
final class MessagesRequestDecoder {

    private final Losses losses;
    private final List<Turn> turns = new ArrayList<>();
    private final List<At<Tool>> tools = new ArrayList<>();
    private final Settings settings;

    private MessagesRequestDecoder(Losses losses) {
        this.losses = losses;
        this.settings = new Settings(losses);
    }

    static ChatRequest decode(JsonNode json, Losses losses) {
        return new MessagesRequestDecoder(losses).request(new Fields(json, "", losses));
    }

    private ChatRequest request(Fields request) {
        String model = request.text("model");
        boolean streams = request.take("stream").booleanValue(false);
        request.skip(Set.of("anthropic_version", "anthropic_beta"));
        if (request.has("system")) {
            turns.add(new Turn(Role.SYSTEM, parts(request.take("system"), request.place("system"))));
        }
        eachOf(
                request.wanted("messages"),
                request.place("messages"),
                (message, place) -> turn(new Fields(message, place, losses)));
        eachOf(request.array("tools"), request.place("tools"), (tool, place) -> tool(new Fields(tool, place, losses)));
        settings(request);
        request.rest();
        return new ChatRequest(model, streams, turns, tools, settings.list());
    }

    private interface Each {
        void read(JsonNode one, String place);
    }

    private static void eachOf(JsonNode list, String place, Each each) {
        for (int i = 0; i < list.size(); i++) {
            each.read(list.get(i), At.inside(place, i));
        }
    }

    private void turn(Fields message) {
        Role role = switch (message.text("role")) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system" -> Role.SYSTEM;
            default -> {
                losses.invalid(message.place("role"), "user, assistant or system is wanted");
                yield Role.USER;
            }
        };
        turns.add(new Turn(role, parts(message.take("content"), message.place("content"))));
        message.rest();
    }

    private List<At<Part>> parts(JsonNode content, String place) {
        if (content.isString()) {
            return List.of(new At<>(place, new Part.Text(content.stringValue())));
        }
        if (!content.isArray()) {
            losses.invalid(place, "a string or an array of blocks is wanted");
            return List.of();
        }
        var parts = new ArrayList<At<Part>>();
        for (int i = 0; i < content.size(); i++) {
            block(content.get(i), At.inside(place, i), parts);
        }
        return parts;
    }

    private void block(JsonNode json, String place, List<At<Part>> parts) {
        var block = new Fields(json, place, losses);
        parts.add(new At<>(place, part(block, json)));
        block.inside("cache_control", (mark, _) -> {
            mark.take("type");
            parts.add(new At<>(mark.place(), new Part.CacheMark(mark.text("ttl"))));
        });
        block.rest();
    }

    private Part part(Fields block, JsonNode json) {
        String type = block.text("type");
        return switch (type) {
            case "text" -> new Part.Text(block.text("text"));
            case "image" -> new Part.Image(source(block), "");
            case "document" -> new Part.Document(source(block), block.text("title"));
            case "thinking" -> new Part.Thinking(block.text("thinking"), block.text("signature"));
            case "redacted_thinking" -> new Part.HiddenThinking(block.text("data"));
            case "tool_use" -> {
                block.skip(Set.of("caller"));
                yield new Part.ToolCall(
                        block.text("id"),
                        ToolName.function(block.text("name")),
                        block.take("input").toString());
            }
            case "tool_result" ->
                new Part.ToolResult(
                        block.text("tool_use_id"),
                        block.has("content") ? parts(block.take("content"), block.place("content")) : List.of(),
                        block.take("is_error").booleanValue(false));
            default -> {
                block.skip(json.propertyNames());
                yield new Part.Opaque(type, json);
            }
        };
    }

    private Source source(Fields block) {
        Source[] source = {new Source.Text("")};
        block.inside("source", (fields, json) -> {
            String type = fields.text("type");
            source[0] = switch (type) {
                case "base64" -> new Source.Bytes(fields.text("media_type"), fields.text("data"));
                case "text" -> {
                    fields.take("media_type");
                    yield new Source.Text(fields.text("data"));
                }
                case "url" -> new Source.Url(fields.text("url"));
                case "file" -> new Source.Kept(fields.text("file_id"));
                default -> {
                    losses.changed(fields.place(), "a source of the type " + type + " is known to this format only");
                    fields.skip(json.propertyNames());
                    yield new Source.Text("");
                }
            };
        });
        return source[0];
    }

    private void tool(Fields tool) {
        String type = tool.has("type") ? tool.text("type") : "custom";
        if (!type.equals("custom")) {
            String why = "the tool " + type + " is run or known by this provider only";
            if (type.startsWith("web_search") || type.startsWith("tool_search")) {
                losses.ignored(tool.place(), why);
            } else {
                losses.changed(tool.place(), why);
            }
            return;
        }
        Strict strict =
                tool.has("strict") ? (tool.take("strict").booleanValue(false) ? Strict.YES : Strict.NO) : Strict.UNSAID;
        boolean marked = tool.has("cache_control");
        tool.inside("cache_control", (mark, _) -> {
            mark.skip(Set.of("type"));
            if (mark.has("ttl")) {
                mark.take("ttl");
                losses.ignored(mark.place("ttl"), "how long tools are kept cannot be said");
            }
        });
        tools.add(new At<>(
                tool.place(),
                new Tool(
                        ToolName.function(tool.text("name")),
                        tool.text("description"),
                        tool.take("input_schema"),
                        strict,
                        marked)));
        tool.rest();
    }

    private void settings(Fields request) {
        settings.whole(request, "max_tokens", Setting.MaxTokens::new);
        settings.number(request, "temperature", Setting.Temperature::new);
        settings.number(request, "top_p", Setting.TopP::new);
        settings.whole(request, "top_k", Setting.TopK::new);
        if (request.has("stop_sequences")) {
            List<String> stops = request.take("stop_sequences")
                    .valueStream()
                    .map(one -> one.stringValue(""))
                    .toList();
            if (!stops.isEmpty()) {
                settings.set(request.place("stop_sequences"), new Setting.Stop(stops));
            }
        }
        thinking(request);
        request.inside("output_format", (format, _) -> format(format));
        request.inside("tool_choice", (choice, _) -> choice(choice));
        request.inside("metadata", (metadata, _) -> {
            if (metadata.has("user_id")) {
                settings.set(metadata.place("user_id"), new Setting.User(metadata.text("user_id")));
            }
        });
        request.inside("cache_control", (mark, _) -> {
            mark.skip(Set.of("type"));
            losses.ignored(mark.place(), "nothing but the end of the prompt would be marked");
        });
        if (request.has("service_tier")) {
            String tier = request.text("service_tier");
            settings.set(
                    request.place("service_tier"), new Setting.Tier(tier.equals("standard_only") ? "default" : tier));
        }
        if (request.has("safeguards")) {
            request.take("safeguards");
            losses.changed(request.place("safeguards"), "safeguards are known to this provider only");
        }
        for (String state : List.of("container", "thread", "mcp_servers", "fallbacks")) {
            if (request.has(state)) {
                request.take(state);
                losses.changed(request.place(state), state + " is known to this provider only");
            }
        }
    }

    private void thinking(Fields request) {
        var effort = new ClaudeEffort(settings, losses);
        request.inside("output_config", (config, _) -> {
            effort.effort(config);
            config.inside("format", (format, _) -> format(format));
        });
        request.inside("thinking", (thinking, _) -> effort.thinking(thinking));
        effort.set();
    }

    private void format(Fields format) {
        format.take("type");
        settings.set(
                format.place(), new Setting.FittingJson(format.text("name"), "", format.take("schema"), Strict.YES));
    }

    private void choice(Fields choice) {
        String type = choice.text("type");
        settings.set(
                choice.place(),
                new Setting.Choose(
                        switch (type) {
                            case "any" -> new ToolChoice.Any();
                            case "none" -> new ToolChoice.None();
                            case "tool" -> new ToolChoice.One(ToolName.function(choice.text("name")));
                            case "auto" -> new ToolChoice.Auto();
                            default -> {
                                losses.invalid(choice.place("type"), "auto, any, tool or none is wanted");
                                yield new ToolChoice.Auto();
                            }
                        }));
        JsonNode single = choice.take("disable_parallel_tool_use");
        if (!single.isMissingNode()) {
            settings.set(choice.place("disable_parallel_tool_use"), new Setting.Parallel(!single.booleanValue(false)));
        }
    }
}
