package dev.weir.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The kinds of value that a configuration is written with.
public final class Values {

    private static final Pattern TIME =
            Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)");
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3})%");

    public static final Value<String> TEXT = Value.text(
            "a text", "", text -> text.isBlank() || !text.equals(text.strip()) ? Optional.empty() : Optional.of(text));

    /// What becomes a part of an address.
    static final Value<String> LABEL = Value.text(
            "letters, digits, dots, hyphens and underscores",
            "x",
            text -> PART.matcher(text).matches() ? Optional.of(text) : Optional.empty());

    public static final Value<Boolean> FLAG = Value.of(
            "true or false", false, node -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty());

    public static final Value<Integer> NUMBER =
            Value.of("a whole number", 1, node -> node.isInt() ? Optional.of(node.intValue()) : Optional.empty());

    static final Value<Duration> TIME_SPAN =
            Value.text("a time such as 250ms, 20s, 5m or 1h30m", Duration.ofSeconds(1), Values::time);

    static final Value<Size> SIZE_IN_BYTES = Value.text("a size such as 512KiB or 32MiB", new Size(1), Values::size);

    /// A part of the heap, more than nothing.
    static final Value<Double> SHARE_OF_HEAP = Value.text("a share of the heap such as 25%", 1.0, Values::share);

    static final Value<HostAndPort> ADDRESS = Value.text(
            "an address such as 127.0.0.1:8787 or [::1]:8787", new HostAndPort("localhost", 0), HostAndPort::parse);

    static final Value<SecretRef> SECRET = Value.text(
                    "a reference, env:NAME or file:/path, never the secret itself",
                    (SecretRef) new SecretRef.Environment("NONE"),
                    SecretRef::parse)
            .unmentioned();

    static final Value<URI> WEB_ADDRESS = Value.text(
                    "an address such as https://api.example.com/v1, without user, query or fragment",
                    URI.create("https://invalid"),
                    Values::webAddress)
            .mentionedIf(text -> text.indexOf('@') < 0 && text.indexOf('?') < 0);

    static final Value<Path> FILE = Value.text("an absolute path", Path.of("/"), text -> {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (java.nio.file.InvalidPathException _) {
            return Optional.empty();
        }
    });

    private Values() {}

    /// One of the words that an enum has, in lower case.
    public static <E extends Enum<E>> Value<E> oneOf(Class<E> type) {
        E[] all = type.getEnumConstants();
        return Value.text(
                "one of " + Arrays.stream(all).map(Values::word).toList(),
                all[0],
                text -> Arrays.stream(all).filter(one -> word(one).equals(text)).findFirst());
    }

    static String word(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<Duration> time(String text) {
        Matcher parts = TIME.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofHours(part(parts, 1))
                .plusMinutes(part(parts, 2))
                .plusSeconds(part(parts, 3))
                .plusMillis(part(parts, 4)));
    }

    private static long part(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /// A time as the configuration writes it.
    static String written(Duration time) {
        if (time.isZero()) {
            return "0s";
        }
        var text = new StringBuilder();
        append(text, time.toHours(), "h");
        append(text, time.toMinutesPart(), "m");
        append(text, time.toSecondsPart(), "s");
        append(text, time.toMillisPart(), "ms");
        return text.toString();
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }

    private static Optional<Size> size(String text) {
        Matcher parts = SIZE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "KiB" -> Size.kibibytes(count);
                    case "MiB" -> Size.mebibytes(count);
                    case "GiB" -> Size.gibibytes(count);
                    default -> new Size(count);
                });
    }

    private static Optional<Double> share(String text) {
        Matcher parts = SHARE.matcher(text);
        return parts.matches()
                ? Optional.of(Integer.parseInt(parts.group(1)) / 100.0).filter(share -> share > 0 && share <= 1)
                : Optional.empty();
    }

    /// A slash at the end is taken away, so that a path can be put behind it.
    private static Optional<URI> webAddress(String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean plain = ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65535;
            return plain ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /// Either of two.
    static <T> Value<T> either(Value<T> one, Value<T> other) {
        return Value.of(
                one.wanted() + ", or " + other.wanted(),
                one.standIn(),
                node -> one.read(node).or(() -> other.read(node)));
    }
}
