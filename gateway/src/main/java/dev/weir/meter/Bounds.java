package dev.weir.meter;

/// The most that requests can use.
public final class Bounds {

    /// What a model says at most of which that is not known.
    static final long UNKNOWN_OUTPUT = 131_072;

    /// What a picture takes at most in a model of which that is not known: the most that any provider documents.
    static final long UNKNOWN_IMAGE = 10_000;

    /// What a model takes at most of which that is not known, where a request does not tell how much it is.
    static final long UNKNOWN_CONTEXT = 1_000_000;

    private Bounds() {}

    /// Of a request that is answered in words.
    ///
    /// @param input what [Input#of] found in the request; once for all targets
    /// @param limit what it says of its output
    /// @param target the provider and the model, as [Calibration] knows them
    public static Bound of(Input input, OutputLimit limit, Price price, String target, Calibration calibration) {
        return new Bound(
                input(input, price, target, calibration),
                limit.most(price.mostOutput().orElse(UNKNOWN_OUTPUT)),
                input.keptLong(),
                input.mayBeAudio(),
                input.extras().searches());
    }

    /// Of a request that is answered without any, such as one for embeddings.
    public static Bound ofInput(Input input, Price price, String target, Calibration calibration) {
        return new Bound(
                input(input, price, target, calibration),
                0,
                input.keptLong(),
                input.mayBeAudio(),
                input.extras().searches());
    }

    /// Of a request to a model that has no price, so that nothing is known of its sizes either.
    public static Bound ofUnpriced(Input input, OutputLimit limit, String target, Calibration calibration) {
        return new Bound(
                input(input, Price.Sizes.UNKNOWN, target, calibration),
                limit.most(UNKNOWN_OUTPUT),
                input.keptLong(),
                input.mayBeAudio(),
                input.extras().searches());
    }

    private static long input(Input input, Price price, String target, Calibration calibration) {
        return input(input, price.sizes(), target, calibration);
    }

    /// Nobody is billed for more than fits into the model.
    private static long input(Input input, Price.Sizes sizes, String target, Calibration calibration) {
        if (input.open()) {
            return sizes.context().orElse(UNKNOWN_CONTEXT);
        }
        long text = calibration.calibrated(target, input.text());
        long images = NanoUsd.times(input.images(), sizes.image().orElse(UNKNOWN_IMAGE));
        long all = NanoUsd.plus(text, NanoUsd.plus(images, input.media()));
        return Math.min(all, sizes.context().orElse(Long.MAX_VALUE));
    }
}
