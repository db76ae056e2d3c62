package dev.weir.wire.format;

import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// The conversation as Converse wants it: the user begins, turns alternate, and each says something. Not for sharing
/// between threads.
final class ConverseTurns {

    private final Losses losses;
    private final ArrayNode messages = JsonMapper.shared().createArrayNode();

    ConverseTurns(Losses losses) {
        this.losses = losses;
    }

    boolean none() {
        return messages.isEmpty();
    }

    /// Adds a turn to the conversation, or to the turn before if that is of the same role; one in which nothing is said
    /// is none.
    void say(Turn turn, ArrayNode blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        String place = turn.parts().getFirst().place();
        String role = role(turn.role());
        if (messages.isEmpty() && turn.role() == Role.ASSISTANT) {
            losses.changed(place, "the first turn has to be the user's");
        }
        if (has(blocks, "document") && !has(blocks, "text")) {
            losses.approximated(place, "a document wants some text beside it");
            blocks.addObject().put("text", "See the document.");
        }
        JsonNode last = messages.path(messages.size() - 1);
        if (last.path("role").asString("").equals(role)) {
            ((ArrayNode) last.get("content")).addAll(blocks);
        } else {
            messages.addObject().put("role", role).set("content", blocks);
        }
    }

    private static boolean has(ArrayNode blocks, String what) {
        return blocks.valueStream().anyMatch(block -> block.has(what));
    }

    private static String role(Role role) {
        return switch (role) {
            case USER -> "user";
            case ASSISTANT -> "assistant";
            case SYSTEM, DEVELOPER -> "system";
        };
    }

    ArrayNode messages() {
        return messages;
    }
}
