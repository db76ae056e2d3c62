package dev.weir.simulator.format;

import dev.weir.simulator.author.Ask;
import dev.weir.simulator.author.Limits;
import dev.weir.simulator.author.Thinking;
import dev.weir.simulator.author.Tool;
import dev.weir.simulator.author.Tool.Kind;
import dev.weir.simulator.author.ToolChoice;
import dev.weir.simulator.author.Wanted;
import dev.weir.simulator.prompt.Piece;
import dev.weir.simulator.prompt.Prompt;
import dev.weir.simulator.seal.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what a Gemini request asks for, and its input.
final class GeminiAsk {

    private GeminiAsk() {}

    static Ask of(JsonNode body) {
        String said = "";
        boolean toolRan = false;
        for (JsonNode content : body.path("contents")) {
            if (Json.text(content, "role").equals("model")) {
                continue;
            }
            toolRan = content.path("parts").valueStream().anyMatch(part -> part.has("functionResponse"));
            said = toolRan ? said : Json.flat(content.path("parts"));
        }
        JsonNode config = body.path("generationConfig");
        return new Ask(said, toolRan, tools(body), choice(body), wanted(config), thinking(config), limits(config));
    }

    private static List<Tool> tools(JsonNode body) {
        return body.path("tools")
                .valueStream()
                .flatMap(tool -> tool.path("functionDeclarations").valueStream())
                .map(function -> new Tool(Json.text(function, "name"), "", Kind.FUNCTION, schema(function)))
                .toList();
    }

    private static JsonNode schema(JsonNode function) {
        JsonNode json = function.path("parametersJsonSchema");
        return json.isObject() ? json : lowered(function.path("parameters"));
    }

    /// Gemini's own schemas write types in upper case.
    private static JsonNode lowered(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode copy = object.deepCopy();
        if (copy.path("type").isString()) {
            copy.put("type", Json.text(copy, "type").toLowerCase(Locale.ROOT));
        }
        if (copy.path("properties") instanceof ObjectNode properties) {
            List.copyOf(properties.propertyNames())
                    .forEach(name -> properties.set(name, lowered(properties.path(name))));
        }
        if (copy.path("items").isObject()) {
            copy.set("items", lowered(copy.path("items")));
        }
        return copy;
    }

    private static ToolChoice choice(JsonNode body) {
        JsonNode config = body.path("toolConfig").path("functionCallingConfig");
        JsonNode allowed = config.path("allowedFunctionNames");
        return switch (Json.text(config, "mode")) {
            case "NONE" -> new ToolChoice.None();
            case "ANY" ->
                allowed.isEmpty()
                        ? new ToolChoice.Any()
                        : new ToolChoice.Named(allowed.path(0).stringValue(""));
            default -> new ToolChoice.Auto();
        };
    }

    private static Wanted wanted(JsonNode config) {
        JsonNode schema = config.path("responseJsonSchema").isObject()
                ? config.path("responseJsonSchema")
                : lowered(config.path("responseSchema"));
        if (schema.isObject()) {
            return new Wanted.Fitting(schema);
        }
        return Json.text(config, "responseMimeType").equals("application/json")
                ? new Wanted.AnyJson()
                : new Wanted.Words();
    }

    private static Thinking thinking(JsonNode config) {
        return config.path("thinkingConfig").path("includeThoughts").booleanValue(false) ? Thinking.ON : Thinking.OFF;
    }

    private static Limits limits(JsonNode config) {
        return new Limits(
                config.path("maxOutputTokens").longValue(Limits.UNLIMITED),
                config.path("stopSequences")
                        .valueStream()
                        .map(stop -> stop.stringValue(""))
                        .toList());
    }

    static Prompt prompt(JsonNode body) {
        var pieces = new ArrayList<Piece>();
        body.path("tools")
                .valueStream()
                .flatMap(tool -> tool.path("functionDeclarations").valueStream())
                .forEach(function -> pieces.add(
                        Pieces.tool(Json.text(function, "name"), function.path("description"), schema(function))));
        body.path("systemInstruction").path("parts").forEach(part -> pieces.add(piece(part)));
        body.path("contents").forEach(content -> content.path("parts").forEach(part -> pieces.add(piece(part))));
        return new Prompt(pieces);
    }

    private static Piece piece(JsonNode part) {
        if (Json.text(part.path("inlineData"), "mimeType").startsWith("audio/")) {
            return Piece.audio(part);
        }
        return part.has("inlineData") || part.has("fileData")
                ? Piece.media(part)
                : Pieces.part(Json.without(part, "thoughtSignature"));
    }

    /// Tells a content to a conversation, so that it is recognised however its client writes it.
    static void tell(JsonNode content, Conversation conversation) {
        String who = Json.text(content, "role").equals("model") ? "model" : "user";
        conversation.say(
                who,
                content.path("parts")
                        .valueStream()
                        .filter(part -> !part.path("thought").booleanValue(false))
                        .map(part -> part.has("text")
                                ? Json.text(part, "text")
                                : Json.without(part, "thoughtSignature").toString())
                        .collect(Collectors.joining()));
    }
}
