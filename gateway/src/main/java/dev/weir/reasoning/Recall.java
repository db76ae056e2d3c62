package dev.weir.reasoning;

import dev.weir.reasoning.Envelopes.Opened;
import dev.weir.reasoning.Vault.Kept;
import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gives the thoughts of earlier turns back to the provider that they came from; those of others are lost and reported.
final class Recall {

    private final Envelopes envelopes;
    private final Origin to;
    private final Conversation conversation;
    private final Losses losses;

    Recall(Envelopes envelopes, Origin to, Conversation conversation, Losses losses) {
        this.envelopes = envelopes;
        this.to = to;
        this.conversation = conversation;
        this.losses = losses;
    }

    /// What the caller kept itself, and what stood behind its answers.
    ChatRequest opened(ChatRequest request, Vault vault) {
        var turns = new ArrayList<Turn>();
        var soFar = new Digest();
        for (Turn turn : request.turns()) {
            Turn opened = opened(turn);
            turns.add(
                    turn.role() == Role.ASSISTANT
                            ? behind(opened, vault.of(conversation, name(turn, soFar.hex())))
                            : opened);
            soFar.add(turn);
        }
        return with(request, turns);
    }

    private Turn behind(Turn turn, Optional<List<Kept>> thoughts) {
        var parts = new ArrayList<>(turn.parts());
        String end = parts.isEmpty() ? "" : parts.getLast().place();
        before(Vault.END, thoughts.orElse(List.of()), end, parts);
        return new Turn(turn.role(), parts);
    }

    private Turn opened(Turn turn) {
        var parts = new ArrayList<At<Part>>();
        for (At<Part> part : turn.parts()) {
            switch (part.value()) {
                case Part.Thinking(String _, String seal) -> add(parts, part.place(), seal);
                case Part.HiddenThinking(String seal) -> add(parts, part.place(), seal);
                default -> parts.add(part);
            }
        }
        return new Turn(turn.role(), parts);
    }

    private void add(List<At<Part>> parts, String place, String envelope) {
        switch (envelopes.open(envelope, to, conversation)) {
            case Opened.Thoughts(Part thoughts) -> parts.add(new At<>(place, thoughts));
            case Opened.Lost(String why) -> losses.ignored(place, why);
        }
    }

    /// What was kept for a caller who cannot. Thoughts that such a caller tells without a signature say nothing.
    ///
    /// @param wanted whether the turns of a model that thinks are expected to have thoughts
    ChatRequest kept(ChatRequest request, Vault vault, boolean wanted) {
        var turns = new ArrayList<Turn>();
        var soFar = new Digest();
        for (Turn turn : request.turns()) {
            if (turn.role() == Role.ASSISTANT) {
                Optional<List<Kept>> thoughts = vault.of(conversation, name(turn, soFar.hex()));
                if (thoughts.isEmpty() && wanted && !turn.parts().isEmpty()) {
                    losses.ignored(
                            turn.parts().getFirst().place(), "what the model thought in this turn is not known here");
                }
                turns.add(with(turn, thoughts));
            } else {
                turns.add(turn);
            }
            soFar.add(turn);
        }
        return with(request, turns);
    }

    /// What a turn is called in the vault.
    private static String name(Turn turn, String soFar) {
        var text = new StringBuilder();
        for (At<Part> part : turn.parts()) {
            if (part.value() instanceof Part.ToolCall call) {
                return Vault.called(call.id());
            }
            if (part.value() instanceof Part.Text(String said)) {
                text.append(said);
            }
        }
        return Vault.said(soFar, text.toString());
    }

    private Turn with(Turn turn, Optional<List<Kept>> thoughts) {
        List<At<Part>> said = turn.parts().stream()
                .filter(part -> !(part.value() instanceof Part.Thinking))
                .toList();
        var parts = new ArrayList<At<Part>>();
        String begin = said.isEmpty() ? "" : said.getFirst().place();
        before("", thoughts.orElse(List.of()), begin, parts);
        for (At<Part> part : said) {
            if (part.value() instanceof Part.ToolCall call) {
                before(call.id(), thoughts.orElse(List.of()), part.place(), parts);
            }
            parts.add(part);
        }
        before(Vault.END, thoughts.orElse(List.of()), begin, parts);
        return new Turn(turn.role(), parts);
    }

    private void before(String call, List<Kept> thoughts, String place, List<At<Part>> parts) {
        thoughts.stream().filter(one -> one.before().equals(call)).forEach(one -> add(parts, place, one.envelope()));
    }

    private static ChatRequest with(ChatRequest request, List<Turn> turns) {
        return new ChatRequest(request.model(), request.streams(), turns, request.tools(), request.settings());
    }
}
