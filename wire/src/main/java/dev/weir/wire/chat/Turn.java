package dev.weir.wire.chat;

import java.util.List;

/// What one side says before another one speaks. Results of tools are said by the user; an assistant's turn holds its
/// thoughts, its text and its calls in the order in which they came.
public record Turn(Role role, List<At<Part>> parts) {

    public enum Role {
        SYSTEM,
        DEVELOPER,
        USER,
        ASSISTANT;

        /// Whether it tells the model how to behave.
        public boolean instructs() {
            return this == SYSTEM || this == DEVELOPER;
        }
    }

    public Turn {
        parts = List.copyOf(parts);
    }
}
