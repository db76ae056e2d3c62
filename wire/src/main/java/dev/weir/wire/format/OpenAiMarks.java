package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Part;
import java.util.List;
import java.util.Set;

/// The marks behind which OpenAI's formats cache a prompt.
final class OpenAiMarks {

    private OpenAiMarks() {}

    static void read(Fields part, List<At<Part>> parts) {
        part.inside("prompt_cache_breakpoint", (mark, _) -> {
            mark.skip(Set.of("mode"));
            parts.add(new At<>(mark.place(), new Part.CacheMark(mark.text("ttl"))));
        });
    }
}
