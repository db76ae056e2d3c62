package dev.weir.wire.chat;

import java.util.List;

/// Whether the model is to call tools, and which.
public sealed interface ToolChoice {

    record Auto() implements ToolChoice {}

    record None() implements ToolChoice {}

    record Any() implements ToolChoice {}

    record One(ToolName tool) implements ToolChoice {}

    /// Only some of them.
    ///
    /// @param must whether one has to be called
    record Among(List<ToolName> tools, boolean must) implements ToolChoice {
        public Among {
            tools = List.copyOf(tools);
        }
    }
}
