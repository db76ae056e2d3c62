package dev.weir.meter;

import java.math.BigDecimal;

/// Dollars as people write them, and as we count them. Whatever is finer than a nano-dollar is refused, not rounded.
public final class Dollars {

    private static final int NANO = 9;

    /// Ten thousand dollars for a token; whoever writes more has made a mistake.
    private static final BigDecimal MOST = new BigDecimal("1000000000");

    private Dollars() {}

    /// In nano-dollars.
    public static long nano(String dollars) {
        return nano(new BigDecimal(dollars));
    }

    /// The same; an [ArithmeticException] says that it is too much, less than nothing, or not a whole number of them.
    public static long nano(BigDecimal dollars) {
        if (dollars.signum() < 0 || dollars.compareTo(MOST) > 0) {
            throw new ArithmeticException(dollars + " is no price");
        }
        return dollars.scaleByPowerOfTen(NANO).longValueExact();
    }

    /// As JSON has it: a text, without zeros that say nothing.
    public static String text(long nanoUsd) {
        return of(nanoUsd).toPlainString();
    }

    /// As short as it can be written.
    public static BigDecimal of(long nanoUsd) {
        BigDecimal dollars = BigDecimal.valueOf(nanoUsd, NANO).stripTrailingZeros();
        return dollars.scale() < 0 ? dollars.setScale(0) : dollars;
    }
}
