package dev.weir.meter;

import java.math.BigDecimal;
import java.util.Optional;

/// What a provider takes for a search of the web that it makes for a model, beside the tokens.
///
/// @param nanoUsdPerMillion for a million searches
/// @param byAnswer whether all searches for one answer are one
public record SearchFee(long nanoUsdPerMillion, boolean byAnswer) {

    private static final String BY_ANSWER = "/answer";
    private static final BigDecimal THOUSANDS_IN_A_MILLION = BigDecimal.valueOf(1_000);

    /// What is taken where nobody knows: the most that any provider is known to take.
    static final SearchFee DEAREST = byThousand("35", false);

    /// @param text dollars for a thousand, such as `10` or `35/answer`
    static Optional<SearchFee> read(String text) {
        boolean byAnswer = text.endsWith(BY_ANSWER);
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        byThousand(byAnswer ? text.substring(0, text.length() - BY_ANSWER.length()) : text, byAnswer));
    }

    private static SearchFee byThousand(String dollars, boolean byAnswer) {
        return new SearchFee(Dollars.nano(new BigDecimal(dollars).multiply(THOUSANDS_IN_A_MILLION)), byAnswer);
    }

    /// How many of so many searches are to be paid.
    long paid(long searches) {
        return byAnswer ? Math.min(searches, 1) : searches;
    }

    /// As [#read] reads it.
    @Override
    public String toString() {
        return Dollars.of(nanoUsdPerMillion).divide(THOUSANDS_IN_A_MILLION).toPlainString()
                + (byAnswer ? BY_ANSWER : "");
    }

    /// So many searches for one answer.
    long of(long searches) {
        return NanoUsd.of(paid(searches), nanoUsdPerMillion);
    }
}
