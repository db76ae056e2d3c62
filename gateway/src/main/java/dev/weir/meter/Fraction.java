package dev.weir.meter;

/// By what a price is multiplied, exactly: `2`, `3/2`, `11/10`.
record Fraction(long over, long under) {

    static final Fraction ONE = new Fraction(1, 1);

    Fraction {
        if (over < 0 || under <= 0) {
            throw new IllegalArgumentException("%d/%d is no multiplier".formatted(over, under));
        }
    }

    static Fraction of(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new Fraction(Long.parseLong(text), 1)
                : new Fraction(Long.parseLong(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
    }

    Fraction times(Fraction other) {
        return new Fraction(Math.multiplyExact(over, other.over), Math.multiplyExact(under, other.under));
    }

    /// A whole number of nano-dollars; rounded up where it is none.
    long of(long price) {
        return Math.ceilDiv(Math.multiplyExact(price, over), under);
    }
}
