package dev.weir.wire.chat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How much a model is to think before it answers.
public enum Effort {
    NONE(0),
    MINIMAL(1_024),
    LOW(2_048),
    MEDIUM(8_192),
    HIGH(16_384),
    XHIGH(32_768),
    MAX(32_768),
    /// As much as the model itself decides.
    AUTO(8_192);

    private final int budget;

    Effort(int budget) {
        this.budget = budget;
    }

    /// The tokens that stand for it where thinking is bounded by a number of them.
    public int budget() {
        return budget;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The effort of that word, which a caller says; nobody says `auto`.
    public static Optional<Effort> of(String word) {
        return Arrays.stream(values())
                .filter(one -> one != AUTO && one.word().equals(word))
                .findFirst();
    }

    /// The least effort that a number of tokens is enough for.
    public static Effort of(long budget) {
        return Arrays.stream(values())
                .filter(one -> budget <= one.budget)
                .findFirst()
                .orElse(XHIGH);
    }
}
