package dev.weir.wire.format;

import static dev.weir.wire.format.GoldenAnswer.compact;
import static dev.weir.wire.format.GoldenAnswer.quoted;
import static dev.weir.wire.format.GoldenCell.JSON;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Setting;
import dev.weir.wire.chat.Tool;
import dev.weir.wire.chat.Tool.Strict;
import dev.weir.wire.chat.ToolChoice;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.ToolName.Takes;
import dev.weir.wire.chat.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A request in our words, a line for each thing said, with the place where it was said. Without the model, which every
/// provider calls otherwise; calls are numbered, as in [GoldenAnswer]; who instructs is always the system, since
/// formats differ in what they call it.
final class GoldenRequest {

    /// One thing said.
    record Fact(String place, String line) {
        @Override
        public String toString() {
            return line;
        }
    }

    private final List<Fact> facts = new ArrayList<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final ToolWords words;

    private GoldenRequest(ToolWords words) {
        this.words = words;
    }

    /// @param words what tools are called in it, if they were given other names
    static List<Fact> facts(ChatRequest request, ToolWords words) {
        var told = new GoldenRequest(words);
        request.turns().forEach(told::turn);
        request.tools().forEach(told::tool);
        request.settings().stream()
                .filter(one -> !anyway(one.value()))
                .map(one -> new Fact(one.place(), "setting " + told.setting(one.value())))
                .sorted(Comparator.comparing(Fact::line))
                .forEach(told.facts::add);
        return told.facts;
    }

    static String text(List<Fact> facts) {
        return facts.stream().map(fact -> fact.line() + "\n").collect(Collectors.joining());
    }

    private void turn(Turn turn) {
        String who = switch (turn.role()) {
            case SYSTEM, DEVELOPER -> "system: ";
            case USER -> "user: ";
            case ASSISTANT -> "assistant: ";
        };
        turn.parts().forEach(part -> part(who, part));
    }

    private void part(String who, At<Part> at) {
        switch (at.value()) {
            case Part.Text(String text) -> {
                if (!text.isEmpty()) {
                    say(at, who + "text " + quoted(text));
                }
            }
            case Part.Image(var source, String detail) ->
                say(at, who + "image " + source + (detail.isEmpty() || detail.equals("auto") ? "" : " " + detail));
            case Part.Document(var source, String name) -> say(at, who + "document " + quoted(name) + " " + source);
            case Part.Audio(String format, String data) -> say(at, who + "audio " + format + " " + data);
            case Part.Refusal(String text) -> say(at, who + "refusal " + quoted(text));
            case Part.Thinking(String text, String seal) -> {
                say(at, who + "thinking " + quoted(text));
                if (!seal.isEmpty()) {
                    say(at, who + "seal " + quoted(seal));
                }
            }
            case Part.HiddenThinking(String seal) -> say(at, who + "hidden " + quoted(seal));
            case Part.ToolCall call -> say(at, who + "call " + number(call.id()) + " " + call(call));
            case Part.ToolResult(String id, var content, boolean failed) -> {
                String what = who + "result " + number(id);
                facts.add(new Fact(at.place(), what));
                if (failed) {
                    facts.add(new Fact(At.inside(at.place(), "is_error"), what + " failed"));
                }
                content.forEach(part -> part(what + ": ", part));
            }
            case Part.CacheMark(String keep) -> say(at, who + "mark " + quoted(keep));
            case Part.Opaque(String what, JsonNode json) -> say(at, who + "opaque " + what + " " + json);
        }
    }

    private String call(Part.ToolCall call) {
        ToolName tool = known(call.tool());
        if (tool.takes() != Takes.TEXT) {
            return name(tool) + " " + compact(call.arguments());
        }
        String text = words.wraps(tool) ? TextTool.text(JSON.readTree(call.arguments()), "") : call.arguments();
        return name(tool) + " " + quoted(text);
    }

    private int number(String id) {
        return calls.computeIfAbsent(words.id(id), _ -> calls.size() + 1);
    }

    private void tool(At<Tool> at) {
        Tool tool = at.value();
        ToolName name = known(tool.name());
        String what = "tool " + name(name);
        String schema =
                name.takes() == Takes.OBJECT ? " " + ChatRequestEncoder.schema(tool.schema()) : " " + tool.schema();
        facts.add(new Fact(at.place(), what + " " + quoted(tool.description()) + schema));
        if (tool.strict() == Strict.YES) {
            facts.add(new Fact(At.inside(at.place(), "strict"), what + " strict"));
        }
        if (tool.marked()) {
            facts.add(new Fact(At.inside(at.place(), "cache_control"), what + " marked"));
        }
    }

    /// Whether it asks for what is so anyway.
    private static boolean anyway(Setting setting) {
        return setting.equals(new Setting.Store(false))
                || setting.equals(new Setting.Parallel(true))
                || setting.equals(new Setting.Choose(new ToolChoice.Auto()))
                || setting.equals(new Setting.TellThoughts("none"));
    }

    private String setting(Setting setting) {
        if (setting instanceof Setting.FittingJson(String name, var description, var schema, var strict)
                && name.equals("output")) { // what is called so where it has to have a name
            return new Setting.FittingJson("", description, schema, strict).toString();
        }
        return setting instanceof Setting.Choose(ToolChoice choice) ? "Choose " + choice(choice) : setting.toString();
    }

    private String choice(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Auto _, ToolChoice.None _, ToolChoice.Any _ ->
                choice.getClass().getSimpleName();
            case ToolChoice.One(ToolName tool) -> "One " + name(known(tool));
            case ToolChoice.Among(List<ToolName> tools, boolean must) ->
                "Among " + tools.stream().map(tool -> name(known(tool))).toList() + (must ? " must" : "");
        };
    }

    /// What the caller calls it.
    private ToolName known(ToolName tool) {
        ToolName named = tool.namespace().isEmpty() ? words.name(tool.name()) : tool;
        return named.takes() == tool.takes() || named.takes() == Takes.SEARCH || words.wraps(named) ? named : tool;
    }

    static String name(ToolName tool) {
        String name = tool.namespace().isEmpty() ? tool.name() : tool.namespace() + " / " + tool.name();
        return switch (tool.takes()) {
            case OBJECT -> name;
            case TEXT -> name + " (text)";
            case SEARCH -> name + " (search)";
        };
    }

    private void say(At<Part> at, String line) {
        facts.add(new Fact(at.place(), line));
    }
}
