package dev.weir.wire.chat;

import java.util.List;
import java.util.Optional;

/// What a caller asks a model for, whatever format it came in. Each setting is there at most once.
public record ChatRequest(
        String model, boolean streams, List<Turn> turns, List<At<Tool>> tools, List<At<Setting>> settings) {

    public ChatRequest {
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
        settings = List.copyOf(settings);
    }

    /// What the assistant has begun to say and is to go on with, if that is how the conversation ends.
    public Optional<At<Part>> begun() {
        if (turns.isEmpty() || turns.getLast().role() != Turn.Role.ASSISTANT) {
            return Optional.empty();
        }
        return turns.getLast().parts().stream()
                .filter(part -> part.value() instanceof Part.Text)
                .reduce((_, last) -> last);
    }

    /// Whether there is a tool of that name.
    public boolean has(ToolName tool) {
        return tools.stream().anyMatch(one -> one.value().name().equals(tool));
    }

    /// The setting of that kind.
    public <S extends Setting> Optional<S> setting(Class<S> kind) {
        return settings.stream()
                .map(At::value)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /// Whether any setting is of that kind.
    public boolean says(Class<? extends Setting> kind) {
        return settings.stream().anyMatch(one -> kind.isInstance(one.value()));
    }
}
