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
        long output,
        Audio audio) {

    public Rates {
        if (input < 0 || output < 0) {
            throw new IllegalArgumentException("a price is negative");
        }
    }

    /// What sound costs where it costs something else than text; what is not here costs what text does.
    ///
    /// @param cached input that is read from the cache; if only `input` is there, it costs that
    public record Audio(OptionalLong input, OptionalLong cached, OptionalLong output) {
        public static final Audio LIKE_TEXT =
                new Audio(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

        public Audio {
            cached = cached.isPresent() ? cached : input;
        }

        /// Dollars for a million tokens of each, such as `1/0.1/`.
        @Override
        public String toString() {
            return dollars(input) + "/" + dollars(cached) + "/" + dollars(output);
        }

        private static String dollars(OptionalLong price) {
            return price.isPresent() ? Dollars.text(price.getAsLong()) : "";
        }

        private long most() {
            return Math.max(input.orElse(0), cached.orElse(0));
        }

        private boolean whole() {
            return Rates.whole(input.orElse(0)) && Rates.whole(cached.orElse(0));
        }
    }

    /// For sound as for text.
    public Rates(
            long input,
            OptionalLong cached,
            OptionalLong write5m,
            OptionalLong write30m,
            OptionalLong write1h,
            OptionalLong write12h,
            long output) {
        this(input, cached, write5m, write30m, write1h, write12h, output, Audio.LIKE_TEXT);
    }

    Rates withAudio(Audio other) {
        return new Rates(input, cached, write5m, write30m, write1h, write12h, output, other);
    }

    /// What a token of input within a bound costs at most, however it is cached.
    long dearestInput(Bound bound) {
        long most = Math.max(input, cached.orElse(0));
        most = Math.max(most, Math.max(write5m.orElse(0), write30m.orElse(0)));
        most = bound.keptLong() ? Math.max(most, Math.max(write1h.orElse(0), write12h.orElse(0))) : most;
        return bound.audio() ? Math.max(most, audio.most()) : most;
    }

    /// What a token of output costs at most.
    long dearestOutput() {
        return Math.max(output, audio.output().orElse(0));
    }

    /// Whether any number of input tokens costs a whole number of nano-dollars, so that line items are not rounded.
    boolean whole() {
        return whole(input)
                && whole(cached.orElse(0))
                && whole(write5m.orElse(0))
                && whole(write30m.orElse(0))
                && whole(write1h.orElse(0))
                && whole(write12h.orElse(0))
                && audio.whole();
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
                out.of(output),
                new Audio(times(audio.input, in), times(audio.cached, in), times(audio.output, out)));
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
                Math.max(output, other.output),
                new Audio(
                        dearer(audio.input, other.audio.input, input, other.input),
                        dearer(
                                audio.cached,
                                other.audio.cached,
                                cached.orElse(input),
                                other.cached.orElse(other.input)),
                        dearer(audio.output, other.audio.output, output, other.output)));
    }

    private static OptionalLong dearer(OptionalLong one, OptionalLong other, long input, long otherInput) {
        return one.isEmpty() && other.isEmpty()
                ? one
                : OptionalLong.of(Math.max(one.orElse(input), other.orElse(otherInput)));
    }

    /// Ids of prices are made of this, so that figures that were there before sound had its own keep their ids.
    @Override
    public String toString() {
        String sound = audio.equals(Audio.LIKE_TEXT) ? "" : ", audio=" + audio;
        return "Rates[input=%d, cached=%s, write5m=%s, write30m=%s, write1h=%s, write12h=%s, output=%d%s]"
                .formatted(input, cached, write5m, write30m, write1h, write12h, output, sound);
    }
}
