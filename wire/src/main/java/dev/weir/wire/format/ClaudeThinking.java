package dev.weir.wire.format;

import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Effort;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Setting;
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How a Claude is asked to think as much as a caller wants: what is said under `thinking` (empty if nothing is), and
/// an effort beside it.
record ClaudeThinking(ObjectNode thinking, Optional<Effort> effort) {

    private static final int LEAST_BUDGET = 1_024;

    /// Whether the model is going to think about this.
    static boolean happens(ChatRequest request) {
        ClaudeModels model = ClaudeModels.of(request.model());
        return model.thinks() && (!model.stopsThinking() || wanted(request));
    }

    /// Whether the caller wants it to.
    static boolean wanted(ChatRequest request) {
        return request.setting(Setting.Think.class)
                .filter(think -> think.effort() != Effort.NONE)
                .isPresent();
    }

    /// @param place where the caller says how much
    /// @param maxTokens into which the thinking has to fit
    static ClaudeThinking of(ChatRequest request, String place, Effort effort, long maxTokens, Losses losses) {
        ClaudeModels model = ClaudeModels.of(request.model());
        if (!model.thinks()) {
            losses.ignored(place, "the model does not think before it answers");
            return said("");
        }
        if (effort == Effort.NONE) {
            if (model.stopsThinking()) {
                return said("disabled");
            }
            losses.approximated(place, "the model always thinks; it is asked for as little as it can");
            return new ClaudeThinking(JsonMapper.shared().createObjectNode(), Optional.of(Effort.LOW));
        }
        return model.thinksAdaptively()
                ? adaptive(request, place, effort, losses)
                : budget(request, place, effort, maxTokens, losses);
    }

    private static ClaudeThinking adaptive(ChatRequest request, String place, Effort effort, Losses losses) {
        ClaudeThinking adaptive = said("adaptive");
        request.setting(Setting.TellThoughts.class)
                .ifPresent(
                        tell -> adaptive.thinking.put("display", tell.how().equals("none") ? "omitted" : "summarized"));
        if (effort == Effort.AUTO) {
            return adaptive;
        }
        Effort known = ClaudeModels.known(effort);
        if (known != effort) {
            losses.approximated(place, "the least that can be asked for is low");
        }
        return new ClaudeThinking(adaptive.thinking, Optional.of(known));
    }

    private static ClaudeThinking budget(
            ChatRequest request, String place, Effort effort, long maxTokens, Losses losses) {
        if (callsWithoutThoughts(request)) {
            losses.ignored(
                    place,
                    "the turn that called the tools has lost its thoughts; the model may think again"
                            + " with the next one");
            return said("");
        }
        long budget = Math.min(effort.budget(), maxTokens - 1);
        if (budget < LEAST_BUDGET
                || request.setting(Setting.Choose.class)
                        .filter(one -> Choices.forced(one.choice()))
                        .isPresent()) {
            losses.ignored(place, "thinking does not fit into max_tokens, or a tool is forced");
            return said("");
        }
        losses.approximated(place, "%s is %d tokens of thinking".formatted(effort.word(), budget));
        ClaudeThinking enabled = said("enabled");
        enabled.thinking.put("budget_tokens", budget);
        return enabled;
    }

    private static ClaudeThinking said(String type) {
        ObjectNode thinking = JsonMapper.shared().createObjectNode();
        if (!type.isEmpty()) {
            thinking.put("type", type);
        }
        return new ClaudeThinking(thinking, Optional.empty());
    }

    /// Whether the last turn answers calls that the model made, and what it thought before is not known: models that
    /// think by a number of tokens refuse that.
    private static boolean callsWithoutThoughts(ChatRequest request) {
        List<Turn> turns = request.turns();
        for (int i = turns.size() - 1; i > 0; i--) {
            Turn turn = turns.get(i);
            if (turn.role() == Role.ASSISTANT) {
                Part first = turn.parts().isEmpty()
                        ? new Part.Text("")
                        : turn.parts().getFirst().value();
                return turn.parts().stream().anyMatch(part -> part.value() instanceof Part.ToolCall)
                        && !(first instanceof Part.Thinking)
                        && !(first instanceof Part.HiddenThinking);
            }
        }
        return false;
    }
}
