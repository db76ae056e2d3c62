package dev.weir.simulator.author;

import dev.weir.simulator.prompt.Tokens;
import java.util.List;

/// Where an answer has to stop.
public record Limits(long tokens, List<String> stops) {

    public static final long UNLIMITED = Long.MAX_VALUE;

    public Limits {
        stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    }

    long bytes() {
        return tokens > UNLIMITED / Tokens.BYTES ? UNLIMITED : tokens * Tokens.BYTES;
    }
}
