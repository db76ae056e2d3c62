package dev.weir.directory;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// How much somebody may spend in a period.
///
/// @param scope whose calls count
/// @param holder which one of these
/// @param nanoUsd the most money
/// @param tokens the most tokens
/// @param caps the most money for some models, within it
/// @param alertAt at which percentages somebody is told
/// @param clamps whether the output of a call may be limited to what can still be paid for
public record Budget(
        Scope scope,
        String holder,
        Period period,
        OptionalLong nanoUsd,
        OptionalLong tokens,
        List<ModelCap> caps,
        List<Integer> alertAt,
        boolean clamps) {

    /// Whose calls count. What callers only declare of themselves (`project`, `session`) bounds nobody who does not
    /// want to be bounded.
    public enum Scope {
        TEAM,
        CLIENT,
        USER,
        PROJECT,
        SESSION
    }

    /// How long until it begins anew, in UTC.
    public enum Period {
        MONTHLY,
        QUARTERLY,
        ANNUAL,
        TOTAL
    }

    /// The most money for some models.
    ///
    /// @param models by the names that providers know them by; one `*` stands for any letters
    public record ModelCap(String models, long nanoUsd) {}

    public Budget {
        caps = List.copyOf(caps);
        alertAt = List.copyOf(alertAt);
    }

    /// What it is called, in addresses and refusals: `team:acme:monthly`.
    public String id() {
        return "%s:%s:%s".formatted(word(scope), holder, word(period));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
