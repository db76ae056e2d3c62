package dev.weir.reasoning;

import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Turn.Role;

/// Which conversation a request goes on with: the team's that began with these words of the user's. Instructions do not
/// count, because agents change them as they go.
///
/// @param beginning a digest of the words
/// @param soFar a digest of all that was said until now
public record Conversation(String team, String beginning, String soFar) {

    public static Conversation of(String team, ChatRequest request) {
        var first = new Digest();
        request.turns().stream()
                .filter(turn -> turn.role() == Role.USER)
                .findFirst()
                .ifPresent(first::add);
        var all = new Digest();
        request.turns().forEach(all::add);
        return new Conversation(team, first.hex(), all.hex());
    }

    boolean isOf(String anyTeam, String anyBeginning) {
        return team.equals(anyTeam) && beginning.equals(anyBeginning);
    }
}
