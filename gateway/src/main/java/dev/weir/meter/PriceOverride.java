package dev.weir.meter;

import java.time.Instant;
import java.util.Optional;

/// What an administrator has said of a price, from a moment on.
///
/// @param figures empty where the catalogue holds again
public record PriceOverride(Instant from, Optional<Figures> figures) {

    /// The same on all terms and for prompts of any length.
    ///
    /// @param search empty if it is as in the catalogue
    public record Figures(Rates rates, Price.Sizes sizes, Optional<SearchFee> search) {}
}
