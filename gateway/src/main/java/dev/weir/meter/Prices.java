package dev.weir.meter;

import java.time.Instant;
import java.util.Optional;

/// All prices: those that came with this version, and what administrators have set over them. Replaced whole.
public interface Prices {

    /// The price of a model at a moment; nothing if nobody knows it.
    ///
    /// @param provider its name in the configuration
    /// @param kind the provider's row in the catalogue of providers
    /// @param model as the provider knows it
    Optional<Price> of(String provider, String kind, String model, Instant at);
}
