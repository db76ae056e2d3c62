package dev.weir.simulator.author;

import java.util.List;

/// What a request asks for, whatever its format.
///
/// @param said the latest words of the user
/// @param toolRan whether the result of a tool follows them
/// @param tools those that the client offers
public record Ask(
        String said,
        boolean toolRan,
        List<Tool> tools,
        ToolChoice choice,
        Wanted wanted,
        Thinking thinking,
        Limits limits) {

    public Ask {
        tools = List.copyOf(tools);
    }
}
