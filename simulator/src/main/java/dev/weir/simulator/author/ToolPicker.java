package dev.weir.simulator.author;

import dev.weir.simulator.author.Part.Call;
import dev.weir.simulator.author.Tool.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Picks the tool that a prompt or a request's `tool_choice` asks for, and makes up its input.
///
/// A prompt asks with `USE_TOOL`, or with `USE_TWO_TOOLS` for two calls at once. It may name the tool with `TOOL=Name`;
/// otherwise it is the client's shell, or the first of its tools.
final class ToolPicker {

    private static final Pattern ASKED = Pattern.compile("USE_(TWO_)?TOOLS?");
    private static final Pattern NAMED = Pattern.compile("TOOL=([\\w-]+)");

    /// What real agents call their shell, the preferred ones first.
    private static final List<String> SHELLS = List.of(
            "exec_command",
            "shell_command",
            "shell",
            "local_shell",
            "Bash",
            "bash",
            "run_shell_command",
            "run_terminal_command",
            "RunCommand",
            "exec");

    private static final String SCRIPT = "text(await tools.exec_command({cmd: \"echo tool-ok\"}))";
    private static final String COMMAND = "{\"command\":\"echo tool-ok\"}";

    private ToolPicker() {}

    static List<Part> pick(Ask ask) {
        Matcher asked = ASKED.matcher(ask.said());
        boolean asks = asked.find();
        Optional<Tool> tool = switch (ask.choice()) {
            case ToolChoice.None _ -> Optional.empty();
            case ToolChoice.Named(String name) -> named(ask.tools(), name);
            case ToolChoice.Any _ -> ask.toolRan() ? last(ask) : wanted(ask);
            case ToolChoice.Auto _ -> asks ? wanted(ask) : Optional.empty();
        };
        if (tool.isEmpty()) {
            return List.of();
        }
        Part call = call(tool.get(), ask.said());
        return asks && asked.group(1) != null && !ask.toolRan() ? List.of(call, call) : List.of(call);
    }

    /// Who has to call a tool and has called one calls another one.
    private static Optional<Tool> last(Ask ask) {
        return ask.tools().reversed().stream()
                .filter(tool -> tool.kind() != Kind.SEARCH)
                .findFirst();
    }

    private static Optional<Tool> wanted(Ask ask) {
        Matcher named = NAMED.matcher(ask.said());
        return (named.find() ? named(ask.tools(), named.group(1)) : Optional.<Tool>empty())
                .or(() -> SHELLS.stream()
                        .flatMap(shell -> named(ask.tools(), shell).stream())
                        .findFirst())
                .or(() -> ask.tools().stream()
                        .filter(tool -> tool.kind() != Kind.SEARCH)
                        .findFirst());
    }

    private static Optional<Tool> named(List<Tool> tools, String name) {
        return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
    }

    private static Part call(Tool tool, String said) {
        return switch (tool.kind()) {
            case SEARCH -> new Part.Search(said.isBlank() ? "weir" : said.strip());
            case CUSTOM -> new Call(tool, SCRIPT);
            case FUNCTION ->
                new Call(
                        tool,
                        tool.schema().isMissingNode()
                                ? COMMAND
                                : Example.of(tool.schema()).toString());
        };
    }
}
