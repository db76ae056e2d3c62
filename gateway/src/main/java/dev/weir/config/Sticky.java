package dev.weir.config;

import java.time.Duration;
import java.util.List;

/// Whether a conversation stays where it was.
public sealed interface Sticky {

    /// How long a conversation that says nothing keeps its place, where nothing else is said.
    Duration SEAT = Duration.ofHours(1);

    /// One that names itself does, and one that goes on; a new one is drawn.
    record Sessions() implements Sticky {}

    /// Each call is drawn for itself.
    record Never() implements Sticky {}

    /// Calls in which these fields say the same stay together; without fields, those that begin with the same words.
    ///
    /// @param fields such as `metadata.user`, `params.user` or `headers.x-team`
    record By(List<Operand> fields, Duration life) implements Sticky {
        public By {
            fields = List.copyOf(fields);
        }
    }
}
