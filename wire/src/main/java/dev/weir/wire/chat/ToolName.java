package dev.weir.wire.chat;

/// What a caller calls one of its tools.
///
/// @param namespace the group it stands in; empty if in none
/// @param takes what a call of it brings along
public record ToolName(String namespace, String name, Takes takes) {

    public enum Takes {
        /// A JSON object that fits a schema.
        OBJECT,
        /// Free text.
        TEXT,
        /// What to look for among further tools of the caller's.
        SEARCH
    }

    public static ToolName function(String name) {
        return new ToolName("", name, Takes.OBJECT);
    }
}
