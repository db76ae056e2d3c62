package dev.weir.directory;

import dev.weir.config.Value;
import dev.weir.config.Values;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The kinds of value that documents are written with.
public final class Shapes {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{2,64}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,190}");
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final Pattern PATTERN = Pattern.compile("[^*\\s\\p{Cntrl}]*\\*?[^*\\s\\p{Cntrl}]*");
    private static final Pattern ADDRESSABLE = Pattern.compile("(?!.*/\\.{1,2}/)[^;\\\\\\p{Cntrl}]+");
    private static final long MOST = 1_000_000_000_000L;

    public static final Value<String> NAME_OF_OURS =
            Value.text("2 to 64 letters, digits, hyphens and underscores", "xx", text -> matching(NAME, text));

    public static final Value<String> EMAIL_ADDRESS =
            Value.text("an e-mail address", "x@example.com", text -> matching(EMAIL, text));

    /// Dollars as text, so that no reader makes a binary fraction of them.
    public static final Value<BigDecimal> DOLLARS = Value.text(
            "an amount in US dollars as a text, such as \"25\" or \"99.50\"",
            BigDecimal.ZERO,
            text -> matching(AMOUNT, text).map(BigDecimal::new));

    public static final Value<String> MODELS = Value.text(
            "a model's name as its provider knows it, with at most one *",
            "*",
            text -> text.length() <= 200 && !text.isEmpty() ? matching(PATTERN, text) : Optional.empty());

    /// Whom something is about, as tokens and headers name them. It can stand in an address.
    public static final Value<String> HOLDER = Value.text(
            "1 to 256 characters, without control characters, semicolons, backslashes and dots as a path's segment",
            "x",
            text -> text.length() <= 256 && !text.isBlank() && text.equals(text.strip())
                    ? matching(ADDRESSABLE, text)
                    : Optional.empty());

    public static final Value<Cap> CAP = Value.of(
            "a whole number from 1, or \"none\" for no limit",
            new Cap.None(),
            node -> node.isString()
                    ? node.stringValue().equals("none") ? Optional.of(new Cap.None()) : Optional.empty()
                    : number(node, 1).map(Cap.AtMost::new));

    public static final Value<Instant> TIME = Value.text("a time such as 2027-01-31T00:00:00Z", Instant.EPOCH, text -> {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    });

    public static final Value<Long> COUNT = Value.of("a whole number from 0", 0L, node -> number(node, 0));

    private Shapes() {}

    /// A text of at most so many characters, without control characters.
    public static Value<String> prose(int most) {
        return Value.text(
                "a text of at most %d characters".formatted(most),
                "",
                text -> text.length() <= most && text.chars().noneMatch(Character::isISOControl)
                        ? Optional.of(text)
                        : Optional.empty());
    }

    private static Optional<String> matching(Pattern pattern, String text) {
        return pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Long> number(JsonNode node, long least) {
        return node.isIntegralNumber()
                        && node.canConvertToLong()
                        && node.longValue() >= least
                        && node.longValue() <= MOST
                ? Optional.of(node.longValue())
                : Optional.empty();
    }

    /// One of the words of an enum, in lower case with hyphens.
    static <E extends Enum<E>> Value<E> word(Class<E> type) {
        return Values.oneOf(type);
    }
}
