package dev.weir.policy;

import dev.weir.call.Target;
import dev.weir.meter.Bound;
import dev.weir.meter.Price;
import dev.weir.meter.Terms;

/// What one target of a call would take for it at most.
public sealed interface Offer {

    Target target();

    /// How much can be used there.
    Bound bound();

    /// The most money, in nano-dollars; 0 if nobody knows the price.
    long most();

    /// The price is known.
    record Priced(Target target, Price price, Terms terms, Bound bound, long most) implements Offer {}

    /// Nobody knows the price.
    record Unpriced(Target target, Bound bound) implements Offer {

        @Override
        public long most() {
            return 0;
        }
    }
}
