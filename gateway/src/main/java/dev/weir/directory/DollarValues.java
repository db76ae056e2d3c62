package dev.weir.directory;

import dev.weir.config.Value;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// US dollars as people write them, exact to a billionth.
public final class DollarValues {

    private static final int PLACES = 9;

    private static final Pattern AMOUNT = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final BigDecimal MOST = new BigDecimal(10_000_000);

    /// From nothing to ten million.
    public static final Value<BigDecimal> UP_TO_TEN_MILLION = Value.of(
            "an amount in US dollars up to 10000000 such as \"99.50\", with at most 9 decimals",
            BigDecimal.ZERO,
            node -> read(node).filter(dollars -> dollars.compareTo(MOST) <= 0));

    /// The same without nothing.
    public static final Value<BigDecimal> MORE_THAN_NOTHING =
            UP_TO_TEN_MILLION.that(dollars -> dollars.signum() > 0, "more than 0: " + UP_TO_TEN_MILLION.wanted());

    private DollarValues() {}

    private static Optional<BigDecimal> read(JsonNode node) {
        if (node.isString()) {
            return AMOUNT.matcher(node.stringValue()).matches()
                    ? Optional.of(new BigDecimal(node.stringValue()))
                    : Optional.empty();
        }
        // A binary fraction is not what somebody wrote.
        return node.isIntegralNumber() || node.isBigDecimal()
                ? Optional.of(node.decimalValue())
                        .filter(dollars -> dollars.signum() >= 0 && dollars.compareTo(MOST) <= 0)
                        .filter(dollars -> dollars.signum() == 0
                                || dollars.stripTrailingZeros().scale() <= PLACES)
                : Optional.empty();
    }
}
