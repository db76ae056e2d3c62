package dev.weir.config;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What may stand at a key.
///
/// @param wanted for people: `a time such as 250ms, 20s, 5m or 1h30m`
/// @param standIn takes the place of what is wrong or missing while the rest is read; nobody sees it, as what is wrong
///     is never handed out
/// @param mentioned whether a message may repeat what was found; not where a secret could have been written
public record Value<T>(String wanted, T standIn, Predicate<String> mentioned, Function<JsonNode, Optional<T>> reading) {

    public static <T> Value<T> of(String wanted, T standIn, Function<JsonNode, Optional<T>> reading) {
        return new Value<>(wanted, standIn, _ -> true, reading);
    }

    /// A value that is written as text.
    public static <T> Value<T> text(String wanted, T standIn, Function<String, Optional<T>> reading) {
        return of(wanted, standIn, node -> node.isString() ? reading.apply(node.stringValue()) : Optional.empty());
    }

    /// The same, made into something else.
    public <R> Value<R> as(Function<? super T, ? extends R> made) {
        return new Value<>(
                wanted,
                made.apply(standIn),
                mentioned,
                node -> reading.apply(node).map(made));
    }

    /// The same, which no message repeats.
    public Value<T> unmentioned() {
        return mentionedIf(_ -> false);
    }

    /// The same, which a message repeats only if the text passes.
    Value<T> mentionedIf(Predicate<String> harmless) {
        return new Value<>(wanted, standIn, harmless, reading);
    }

    /// The same, if it also passes a test.
    public Value<T> that(Predicate<? super T> holds, String wanted) {
        return new Value<>(
                wanted, standIn, mentioned, node -> reading.apply(node).filter(holds));
    }

    /// The same with bounds, both included.
    public static <C extends Comparable<C>> Value<C> within(Value<C> value, C least, C most) {
        return value.that(
                found -> found.compareTo(least) >= 0 && found.compareTo(most) <= 0,
                "%s, from %s to %s".formatted(value.wanted, written(least), written(most)));
    }

    public Optional<T> read(JsonNode node) {
        return reading.apply(node);
    }

    /// What was found, for a message.
    String found(JsonNode node) {
        if (!node.isString() && !node.isNumber() && !node.isBoolean()) {
            return sort(node);
        }
        if (!mentioned.test(node.asString())) {
            return "something else";
        }
        return node.isString() ? quoted(node.stringValue()) : shortened(node.asString());
    }

    /// What sort of thing was found, for a message that must not repeat it: a secret could have been written there.
    static String sort(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> "a section";
            case ARRAY -> "a list";
            case NULL, MISSING -> "empty";
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a flag";
        };
    }

    private static String quoted(String text) {
        return '"' + shortened(text) + '"';
    }

    /// What an operator's terminal can take.
    static String shortened(String text) {
        String visible = text.codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
                .limit(80)
                .collect(Collectors.joining());
        return text.codePoints().count() > 80 ? visible + "..." : visible;
    }

    private static String written(Object bound) {
        return bound instanceof Duration time ? Values.written(time) : bound.toString();
    }
}
