package dev.weir.meter;

/// By what prices are multiplied on some terms or behind some length of prompt, as `multipliers.csv` says it.
///
/// @param tier empty for all
/// @param region empty for all
/// @param promptOver negative for prompts of any length
record Multiplier(String name, String tier, String region, long promptOver, Fraction input, Fraction output) {

    static Multiplier of(PriceRow row) {
        return new Multiplier(
                row.text("name"),
                row.text("tier"),
                row.text("region"),
                row.number("prompt_over").orElse(-1),
                Fraction.of(row.text("input")),
                Fraction.of(row.text("output")));
    }

    boolean holds(Terms terms, long over) {
        return (tier.isEmpty() || tier.equals(terms.tier()))
                && (region.isEmpty() || region.equals(terms.region()))
                && over >= promptOver;
    }
}
