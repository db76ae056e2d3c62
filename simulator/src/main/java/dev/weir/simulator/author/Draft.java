package dev.weir.simulator.author;

import java.util.List;

/// An answer before a format words it.
public record Draft(List<Part> parts, Stop stop) {

    public Draft {
        parts = List.copyOf(parts);
    }

    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /// The part of the bytes that was thought. Thoughts come first.
    public long thoughtBytes() {
        return parts.stream()
                .filter(part -> part instanceof Part.Thought || part instanceof Part.Redacted)
                .mapToLong(Part::bytes)
                .sum();
    }

    public boolean calls() {
        return parts.stream().anyMatch(Part.Call.class::isInstance);
    }
}
