package dev.weir.store;

import java.util.List;

/// What is booked of one call that is over.
///
/// @param call its id
/// @param lines under which keys what it used is counted; several if several providers were paid
public record Posting(String call, List<Charge> charges, List<Line> lines) {

    /// What an account is charged with.
    ///
    /// @param account its name
    /// @param amount what it was in the end
    /// @param reserved what was put aside for it; what the amount is more than that is overrun
    public record Charge(String account, long amount, long reserved) {}

    /// What is added to a row of the usage.
    public record Line(UsageKey key, Tally tally) {}

    public Posting {
        charges = List.copyOf(charges);
        lines = List.copyOf(lines);
    }
}
