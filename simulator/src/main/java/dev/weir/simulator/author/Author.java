package dev.weir.simulator.author;

import dev.weir.simulator.author.Part.Redacted;
import dev.weir.simulator.author.Part.Thought;
import dev.weir.simulator.author.Part.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Writes the answer to what is asked: the same to the same.
///
/// @param words how long answers in words are; a prompt asks for another length with `WORDS=100`
public record Author(int words) {

    private static final Pattern LENGTH = Pattern.compile("WORDS=(\\d{1,6})");
    private static final String REDACT = "USE_REDACTED_THINKING";

    public Draft write(Ask ask) {
        var parts = new ArrayList<Part>();
        if (ask.thinking() == Thinking.ON) {
            parts.add(ask.said().contains(REDACT) ? new Redacted(Phrases.THOUGHT) : new Thought(Phrases.THOUGHT));
        }
        boolean enough = ask.toolRan() && !(ask.choice() instanceof ToolChoice.Any);
        List<Part> calls = enough || !(ask.wanted() instanceof Wanted.Words) ? List.of() : ToolPicker.pick(ask);
        parts.addAll(calls);
        if (calls.isEmpty() || calls.getFirst() instanceof Part.Search) {
            parts.add(new Words(text(ask)));
        }
        var draft = new Draft(parts, new Stop.End());
        return within(ask.limits(), draft.calls() ? new Draft(parts, new Stop.ToolUse()) : stopped(ask, draft));
    }

    private String text(Ask ask) {
        return switch (ask.wanted()) {
            case Wanted.Fitting fitting -> Example.of(fitting.schema()).toString();
            case Wanted.AnyJson _ ->
                JsonMapper.shared()
                        .createObjectNode()
                        .put("answer", greeting(ask))
                        .toString();
            case Wanted.Words _ -> (ask.toolRan() ? "The tool ran. " : "") + greeting(ask);
        };
    }

    private String greeting(Ask ask) {
        Matcher length = LENGTH.matcher(ask.said());
        return Phrases.greeting(length.find() ? Integer.parseInt(length.group(1)) : words);
    }

    /// Ends the words before the first of the stop sequences.
    private static Draft stopped(Ask ask, Draft draft) {
        if (!(draft.parts().getLast() instanceof Words(String text))) {
            return draft;
        }
        return ask.limits().stops().stream()
                .filter(text::contains)
                .min(Comparator.comparingInt(text::indexOf))
                .map(stop -> {
                    var parts = new ArrayList<>(draft.parts());
                    parts.set(parts.size() - 1, new Words(text.substring(0, text.indexOf(stop))));
                    return new Draft(parts, new Stop.Sequence(stop));
                })
                .orElse(draft);
    }

    /// A call that does not fit whole is left out: half a call is of no use to anybody.
    private static Draft within(Limits limits, Draft draft) {
        long left = limits.bytes();
        var kept = new ArrayList<Part>();
        for (Part part : draft.parts()) {
            if (part.bytes() > left) {
                part.cut(left).ifPresent(kept::add);
                return new Draft(kept, new Stop.Length());
            }
            left -= part.bytes();
            kept.add(part);
        }
        return draft;
    }
}
