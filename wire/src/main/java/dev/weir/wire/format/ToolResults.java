package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts the results of tools where every provider wants them: behind the turn of their calls, each call answered once,
/// in the order of the calls, before whatever else is said then.
final class ToolResults {

    private final Losses losses;
    private final List<Turn> turns = new ArrayList<>();

    /// The calls that wait for their results.
    private final Map<String, At<Part>> calls = new LinkedHashMap<>();

    /// The results that are there, each with what marks it.
    private final Map<String, List<At<Part>>> results = new LinkedHashMap<>();

    /// What else is said behind the calls.
    private final List<Turn> rest = new ArrayList<>();

    private ToolResults(Losses losses) {
        this.losses = losses;
    }

    static ChatRequest inOrder(ChatRequest request, Losses losses) {
        var results = new ToolResults(losses);
        request.turns().forEach(results::turn);
        results.answered();
        return new ChatRequest(request.model(), request.streams(), results.turns, request.tools(), request.settings());
    }

    private void turn(Turn turn) {
        if (turn.role() != Role.ASSISTANT) {
            rest.add(new Turn(turn.role(), withoutResults(turn)));
            return;
        }
        if (!rest.isEmpty()) {
            answered();
        }
        turn.parts().forEach(part -> {
            if (part.value() instanceof Part.ToolCall call) {
                calls.put(call.id(), part);
            }
        });
        turns.add(turn);
    }

    /// Takes the results out of a turn. A mark behind a result belongs to it.
    private List<At<Part>> withoutResults(Turn turn) {
        var said = new ArrayList<At<Part>>();
        List<At<Part>> last = said;
        for (At<Part> part : turn.parts()) {
            if (part.value() instanceof Part.ToolResult result) {
                last = new ArrayList<>();
                take(part, result.id(), last);
            } else if (!(part.value() instanceof Part.CacheMark)) {
                last = said;
            }
            last.add(part);
        }
        return said;
    }

    private void take(At<Part> part, String id, List<At<Part>> result) {
        if (!calls.containsKey(id)) {
            losses.changed(part.place(), "it answers no call of the turn before it: " + id);
        } else if (results.putIfAbsent(id, result) != null) {
            losses.changed(part.place(), "the call is answered twice: " + id);
        }
    }

    /// Tells what was said behind the calls, results first.
    private void answered() {
        var parts = new ArrayList<At<Part>>();
        calls.forEach((id, call) -> {
            if (results.containsKey(id)) {
                parts.addAll(results.get(id));
            } else {
                losses.changed(call.place(), "the call is not answered in the turn behind it: " + id);
                parts.add(new At<>(call.place(), none(id, call.place())));
            }
        });
        if (!parts.isEmpty() && !rest.isEmpty() && rest.getFirst().role() == Role.USER) {
            parts.addAll(rest.removeFirst().parts());
        }
        if (!parts.isEmpty()) {
            turns.add(new Turn(Role.USER, parts));
        }
        rest.stream().filter(turn -> !turn.parts().isEmpty()).forEach(turns::add);
        calls.clear();
        results.clear();
        rest.clear();
    }

    /// What stands for a result that is not there, should an operator let the call pass.
    private static Part none(String id, String place) {
        return new Part.ToolResult(id, List.of(new At<>(place, new Part.Text("[no result provided]"))), true);
    }
}
