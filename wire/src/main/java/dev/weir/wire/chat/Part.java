package dev.weir.wire.chat;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// A piece of what somebody said in a conversation.
public sealed interface Part {

    record Text(String text) implements Part {}

    /// @param detail how closely it is to be looked at; empty if unsaid
    record Image(Source source, String detail) implements Part {}

    /// @param name its title or the name of its file; empty if it has none
    record Document(Source source, String name) implements Part {}

    /// @param format for example `wav`
    record Audio(String format, String data) implements Part {}

    /// The model said no.
    record Refusal(String text) implements Part {}

    /// What the model thought.
    ///
    /// @param seal what the provider wants back with it, unreadable to all others; empty if there is none
    record Thinking(String text, String seal) implements Part {}

    /// Thoughts that nobody but the provider can read: all of it is the seal.
    record HiddenThinking(String seal) implements Part {}

    /// @param arguments JSON, or free text if the tool takes that
    record ToolCall(String id, ToolName tool, String arguments) implements Part {}

    record ToolResult(String id, List<At<Part>> content, boolean failed) implements Part {
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /// The prompt up to here is worth caching.
    ///
    /// @param keep how long, as it was said, for example `1h`; empty if unsaid
    record CacheMark(String keep) implements Part {}

    /// What only the format that it came in can say.
    ///
    /// @param what its name there
    record Opaque(String what, JsonNode json) implements Part {}
}
