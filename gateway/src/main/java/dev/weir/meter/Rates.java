package dev.weir.meter;

import java.util.OptionalLong;

/// What a million tokens of each kind cost, in nano-dollars.
///
/// What has no price of its own costs as much as fresh input does; nothing is free because nobody knows its price.
///
/// @param cached input that is read from the provider's cache
/// @param write5m input that is written to it, to stay there for five minutes; and so on
public record Rates(
        long input,
        OptionalLong cached,
        OptionalLong write5m,
        OptionalLong write30m,
        OptionalLong write1h,
        OptionalLong write12h,
        long output) {

    public Rates {
        if (input < 0 || output < 0) {
            throw new IllegalArgumentException("a price is negative");
        }
    }

    /// What a token of input costs at most, however it is cached.
    ///
    /// @param keptLong whether it may be cached for longer than by itself, which has to be asked for
    long dearestInput(boolean keptLong) {
        long most = Math.max(input, cached.orElse(0));
        most = Math.max(most, Math.max(write5m.orElse(0), write30m.orElse(0)));
        return keptLong ? Math.max(most, Math.max(write1h.orElse(0), write12h.orElse(0))) : most;
    }

    /// Whether any number of input tokens costs a whole number of nano-dollars, so that line items are not rounded.
    boolean whole() {
        return whole(input)
                && whole(cached.orElse(0))
                && whole(write5m.orElse(0))
                && whole(write30m.orElse(0))
                && whole(write1h.orElse(0))
                && whole(write12h.orElse(0));
    }

    private static boolean whole(long price) {
        return price % 1_000_000 == 0;
    }

    Rates times(Fraction in, Fraction out) {
        return new Rates(
                in.of(input),
                times(cached, in),
                times(write5m, in),
                times(write30m, in),
                times(write1h, in),
                times(write12h, in),
                out.of(output));
    }

    private static OptionalLong times(OptionalLong price, Fraction by) {
        return price.isPresent() ? OptionalLong.of(by.of(price.getAsLong())) : price;
    }

    /// Of each kind the dearer price.
    Rates or(Rates other) {
        return new Rates(
                Math.max(input, other.input),
                dearer(cached, other.cached, input, other.input),
                dearer(write5m, other.write5m, input, other.input),
                dearer(write30m, other.write30m, input, other.input),
                dearer(write1h, other.write1h, input, other.input),
                dearer(write12h, other.write12h, input, other.input),
                Math.max(output, other.output));
    }

    private static OptionalLong dearer(OptionalLong one, OptionalLong other, long input, long otherInput) {
        return one.isEmpty() && other.isEmpty()
                ? one
                : OptionalLong.of(Math.max(one.orElse(input), other.orElse(otherInput)));
    }
}
