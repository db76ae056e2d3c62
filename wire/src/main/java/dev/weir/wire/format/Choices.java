package dev.weir.wire.format;

import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.ToolChoice;
import dev.weir.wire.chat.ToolName;
import java.util.List;

/// What all formats have in common about choosing tools: what is chosen has to be there.
final class Choices {

    private Choices() {}

    /// Whether a tool has to be called.
    static boolean forced(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Auto(), ToolChoice.None() -> false;
            case ToolChoice.Any(), ToolChoice.One _ -> true;
            case ToolChoice.Among(var _, boolean must) -> must;
        };
    }

    /// Whether the provider can be told this choice. A tool that has to be called and is not told, because it is run by
    /// another provider or was never there, is a loss; a choice among no tools says nothing.
    static boolean tellable(ChatRequest request, String place, ToolChoice choice, Losses losses) {
        List<ToolName> wanted = switch (choice) {
            case ToolChoice.One(ToolName tool) -> List.of(tool);
            case ToolChoice.Among(List<ToolName> tools, boolean _) -> tools;
            case ToolChoice.Auto(), ToolChoice.None(), ToolChoice.Any() -> List.of();
        };
        for (ToolName tool : wanted) {
            if (!request.has(tool)) {
                losses.changed(place, "the tool " + tool.name() + " that is chosen is not among those that are told");
                return false;
            }
        }
        if (request.tools().isEmpty() && forced(choice)) {
            losses.changed(place, "a tool has to be called, and none is told");
        }
        return !request.tools().isEmpty();
    }
}
