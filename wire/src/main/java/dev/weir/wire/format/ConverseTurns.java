package dev.weir.wire.format;

import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The conversation as Converse wants it: the user begins, turns alternate, each says something, and each call of a
/// tool
/// has its result at the beginning of the turn that follows. Not for sharing between threads.
final class ConverseTurns {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Losses losses;
    private final List<Message> messages = new ArrayList<>();
    /// What was called in the conversation so far, and where first.
    private final Map<String, String> called = new LinkedHashMap<>();
    /// The calls of the last turn that have no result yet, and where they stand.
    private final Map<String, String> unanswered = new LinkedHashMap<>();

    private @Nullable Message open;
    /// Where the turn begins that is being said.
    private String begun = "";

    /// @param results those of tools, which come first
    private record Message(String role, ArrayNode results, ArrayNode rest) {
        Message(String role) {
            this(role, JSON.createArrayNode(), JSON.createArrayNode());
        }

        boolean empty() {
            return results.isEmpty() && rest.isEmpty();
        }
    }

    ConverseTurns(Losses losses) {
        this.losses = losses;
    }

    boolean none() {
        return messages.isEmpty();
    }

    /// Begins a turn, or goes on with one of the same role.
    ///
    /// @return where its blocks belong, but for results of tools
    ArrayNode begin(Turn turn) {
        String role = role(turn.role());
        begun = turn.parts().isEmpty() ? "" : turn.parts().getFirst().place();
        if (messages.isEmpty() || !messages.getLast().role.equals(role)) {
            if (turn.role() == Role.ASSISTANT) {
                missing();
            }
            open = new Message(role);
        } else {
            open = messages.getLast();
        }
        return open.rest;
    }

    private static String role(Role role) {
        return switch (role) {
            case USER -> "user";
            case ASSISTANT -> "assistant";
            case SYSTEM, DEVELOPER -> "system";
        };
    }

    /// Ends a turn; one in which nothing was said is none.
    void end() {
        Message said = open();
        if (said.empty()) {
            return;
        }
        if (said.rest.valueStream().anyMatch(block -> block.has("document"))
                && said.rest.valueStream().noneMatch(block -> block.has("text"))) {
            losses.approximated(begun, "a document wants some text beside it");
            said.rest.addObject().put("text", "See the document.");
        }
        if (messages.isEmpty() && said.role.equals("assistant")) {
            losses.changed(begun, "the first turn has to be the user's");
        }
        if (messages.isEmpty() || !messages.getLast().role.equals(said.role)) {
            messages.add(said);
        }
    }

    private Message open() {
        if (open == null) {
            throw new IllegalStateException("no turn has begun");
        }
        return open;
    }

    void calls(String place, String id, String word) {
        called.putIfAbsent(word, place);
        unanswered.put(id, place);
    }

    /// The results of this turn.
    ArrayNode results() {
        return open().results;
    }

    /// The result of a call is going to be said.
    void answers(String place, String id) {
        Message said = open();
        if (unanswered.remove(id) == null) {
            losses.changed(place, "it is the result of no call in the turn before: " + id);
        }
        if (!said.rest.isEmpty()) {
            losses.approximated(place, "results of tools come first in a turn");
        }
    }

    private void missing() {
        unanswered.forEach((id, place) -> losses.changed(place, "the call has no result in the turn behind it"));
        unanswered.clear();
    }

    /// The words of the tools that were called, and where.
    Map<String, String> called() {
        return called;
    }

    /// All turns.
    ArrayNode messages() {
        missing();
        ArrayNode all = JSON.createArrayNode();
        for (Message said : messages) {
            ObjectNode message = all.addObject().put("role", said.role);
            ArrayNode content = message.putArray("content");
            content.addAll(said.results).addAll(said.rest);
        }
        return all;
    }
}
