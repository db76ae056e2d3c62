package dev.weir.wire.format;

import static dev.weir.wire.format.GoldenCell.JSON;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.frame.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/// An answer in our words, a line for each thing said, without how it was cut into pieces, what it is called and when
/// its tokens were counted. Calls are numbered in their order, for every vendor makes up ids of its own.
final class GoldenAnswer {

    private final List<String> lines = new ArrayList<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final List<String> behind = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Block open = new Block.Text();
    private boolean opened;
    private Usage usage = Usage.NONE;

    private GoldenAnswer() {}

    static List<ChatEvent> events(Language language, ToolWords words, List<Frame> frames) {
        var events = new ArrayList<ChatEvent>();
        var unwrapping = new Unwrapping(words, events::add);
        StreamDecoder decoder = language.decoder(words);
        frames.forEach(frame -> decoder.decode(frame, unwrapping));
        decoder.end(unwrapping);
        return events;
    }

    static List<ChatEvent> events(Consumer<Consumer<? super ChatEvent>> telling) {
        var events = new ArrayList<ChatEvent>();
        telling.accept(events::add);
        return events;
    }

    static List<String> lines(List<ChatEvent> events) {
        var answer = new GoldenAnswer();
        events.forEach(answer::hear);
        return joined(answer.lines);
    }

    static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private void hear(ChatEvent event) {
        switch (event) {
            case ChatEvent.Started _, ChatEvent.Waiting _ -> {}
            case ChatEvent.Opened(int _, Block block) -> {
                open = block;
                opened = true;
                text.setLength(0);
                behind.clear();
            }
            case ChatEvent.TextDelta(int _, String piece) -> text.append(piece);
            case ChatEvent.ArgumentsDelta(int _, String piece) -> text.append(piece);
            case ChatEvent.Sealed(int _, String seal) -> behind.add("seal " + quoted(seal));
            case ChatEvent.Cited(int _, Citation(String url, String title, String words)) -> {
                behind.add("cited " + quoted(url) + " " + quoted(title));
                if (!words.isEmpty()) {
                    behind.add("quoted " + quoted(words));
                }
            }
            case ChatEvent.Closed _ -> close("");
            case ChatEvent.Metered(Usage total) -> usage = total;
            case ChatEvent.Finished(var reason, String detail) -> {
                count();
                lines.add("stop " + reason);
                if (!detail.isEmpty()) {
                    lines.add("because " + quoted(detail));
                }
            }
            case ChatEvent.Failed(var problem) -> {
                if (opened) {
                    close("unfinished ");
                }
                count();
                lines.add("failed " + problem.kind() + " " + quoted(problem.detail()));
            }
        }
    }

    private void close(String how) {
        opened = false;
        String said = text.toString();
        switch (open) {
            case Block.Text() -> say(how + "text " + quoted(said), said);
            case Block.Refusal() -> say(how + "refusal " + quoted(said), said);
            case Block.Thinking() -> say(how + "thinking " + quoted(said), said + behind);
            case Block.HiddenThinking(String seal) -> lines.add("hidden " + quoted(seal));
            case Block.ToolCall(String id, ToolName tool) -> {
                int number = calls.computeIfAbsent(id, _ -> calls.size() + 1);
                lines.add(how + "call " + number + " " + GoldenRequest.name(tool) + " "
                        + (tool.takes() == ToolName.Takes.TEXT ? quoted(said) : compact(said)));
            }
            case Block.Opaque(String what, var json) -> lines.add("opaque " + what + " " + json);
        }
        lines.addAll(behind);
    }

    private void say(String line, String said) {
        if (!said.isEmpty()) {
            lines.add(line);
        }
    }

    private void count() {
        count("input", usage.input());
        count("cached", usage.cacheRead());
        count("written", usage.cacheWrite().total());
        count("kept 5m", usage.cacheWrite().minutes5());
        count("kept 30m", usage.cacheWrite().minutes30());
        count("kept 1h", usage.cacheWrite().hour1());
        count("kept 12h", usage.cacheWrite().hours12());
        count("output", usage.output());
        count("reasoning", usage.reasoning());
    }

    private void count(String what, long tokens) {
        if (tokens != 0) {
            lines.add(what + " " + tokens);
        }
    }

    /// Texts that follow each other are one: formats draw the line between them where they like.
    static List<String> joined(List<String> lines) {
        var joined = new ArrayList<String>();
        for (String line : lines) {
            if (line.startsWith("text ")
                    && !joined.isEmpty()
                    && joined.getLast().startsWith("text ")) {
                String before = joined.removeLast();
                joined.add(before.substring(0, before.length() - 1) + line.substring("text \"".length()));
            } else {
                joined.add(line);
            }
        }
        return joined;
    }

    /// Without what only looks otherwise: thoughts without a word are hidden ones.
    static List<String> alike(List<String> lines) {
        var alike = new ArrayList<String>();
        for (String line : joined(lines)) {
            String thought = alike.isEmpty() ? "" : alike.getLast();
            if (thought.endsWith("thinking \"\"") && line.contains("seal ")) {
                alike.removeLast();
                alike.add(line.replaceFirst("seal ", "hidden "));
            } else {
                alike.add(line);
            }
        }
        return alike;
    }

    static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    /// JSON without spaces between its tokens, as every format may put them where it likes.
    static String compact(String json) {
        try {
            return json.isBlank() ? "{}" : JSON.readTree(json).toString();
        } catch (JacksonException notJson) {
            return "not JSON: " + quoted(json);
        }
    }
}
