package dev.weir.simulator.format;

import dev.weir.simulator.prompt.Piece;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// How tools and parts of messages become pieces of a prompt, where formats agree.
final class Pieces {

    private static final Set<String> MEDIA = Set.of(
            "image", "document", "input_image", "input_file", "input_audio", "image_url", "file", "container_upload");

    private Pieces() {}

    /// A tool counts its name, its description and its schema.
    static Piece tool(String name, JsonNode description, JsonNode schema) {
        return Piece.text(name
                + description.stringValue("")
                + (schema.isMissingNode() || schema.isNull() ? "" : schema.toString()));
    }

    static boolean isMedia(JsonNode part) {
        return MEDIA.contains(Json.text(part, "type"));
    }

    /// A part of a message: its text, or what an image counts, or its JSON where it is something else.
    static Piece part(JsonNode part) {
        if (Json.text(part, "type").equals("input_audio")) {
            return Piece.audio(part);
        }
        if (isMedia(part)) {
            return Piece.media(part);
        }
        return Piece.text(part.path("text").isString() ? Json.text(part, "text") : part.toString());
    }
}
