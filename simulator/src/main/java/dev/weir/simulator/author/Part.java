package dev.weir.simulator.author;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/// A piece of an answer.
public sealed interface Part {

    record Thought(String text) implements Part {}

    /// A thought that nobody may read.
    record Redacted(String text) implements Part {}

    record Words(String text) implements Part {}

    /// @param input JSON for a function, any text for a custom tool
    record Call(Tool tool, String input) implements Part {}

    /// A web search that the provider runs, with its result.
    record Search(String query) implements Part {}

    /// What was generated, as it is billed.
    default String generated() {
        return switch (this) {
            case Thought(String text) -> text;
            case Redacted(String text) -> text;
            case Words(String text) -> text;
            case Call(Tool tool, String input) -> tool.name() + input;
            case Search(String query) -> query;
        };
    }

    default long bytes() {
        return generated().getBytes(UTF_8).length;
    }

    /// Its beginning, in at most so many bytes; nothing if it cannot be cut, or nothing is left.
    default Optional<Part> cut(long bytes) {
        Optional<Part> part = switch (this) {
            case Thought(String text) -> Optional.of(new Thought(begin(text, bytes)));
            case Words(String text) -> Optional.of(new Words(begin(text, bytes)));
            case Redacted _, Call _, Search _ -> Optional.empty();
        };
        return part.filter(rest -> !rest.generated().isEmpty());
    }

    private static String begin(String text, long bytes) {
        int end = 0;
        for (long used = 0; end < text.length(); ) {
            int next = text.offsetByCodePoints(end, 1);
            used += text.substring(end, next).getBytes(UTF_8).length;
            if (used > bytes) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
    }
}
