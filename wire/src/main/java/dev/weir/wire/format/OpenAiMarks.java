package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The marks behind which OpenAI's formats cache a prompt.
final class OpenAiMarks {

    private OpenAiMarks() {}

    /// Marks the last of these parts, if the model knows marks.
    static void write(String model, String place, String keep, ArrayNode parts, Losses losses) {
        if (!OpenAiModels.takesMarks(model) || parts.isEmpty()) {
            losses.ignored(place, "the provider caches prompts by itself");
            return;
        }
        ObjectNode mark = ((ObjectNode) parts.get(parts.size() - 1))
                .putObject("prompt_cache_breakpoint")
                .put("mode", "explicit");
        if (keep.equals("30m") || keep.equals("12h")) {
            mark.put("ttl", keep);
        } else if (!keep.isEmpty()) {
            losses.approximated(place, "the provider decides how long it keeps the prompt");
        }
    }

    static void read(Fields part, List<At<Part>> parts) {
        part.inside("prompt_cache_breakpoint", (mark, _) -> {
            mark.skip(Set.of("mode"));
            parts.add(new At<>(mark.place(), new Part.CacheMark(mark.text("ttl"))));
        });
    }
}
