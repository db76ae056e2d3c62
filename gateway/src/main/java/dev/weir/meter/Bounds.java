package dev.weir.meter;

import dev.weir.wire.json.RequestShape;

/// The most that requests can use.
public final class Bounds {

    /// What a model says at most of which that is not known.
    static final long UNKNOWN_OUTPUT = 131_072;

    private Bounds() {}

    /// Of a request that is answered in words.
    ///
    /// @param input what [Input#of] found in the request; once for all targets
    /// @param limit what it says of its output
    /// @param target the provider and the model, as [Calibration] knows them
    public static Bound of(Input input, OutputLimit limit, Price price, String target, Calibration calibration) {
        return new Bound(
                input(input, price, target, calibration),
                limit.most(price.mostOutput().orElse(UNKNOWN_OUTPUT)));
    }

    /// Of a request that is answered without any, such as one for embeddings.
    public static Bound ofInput(Input input, Price price, String target, Calibration calibration) {
        return new Bound(input(input, price, target, calibration), 0);
    }

    private static long input(Input input, Price price, String target, Calibration calibration) {
        long text = calibration.calibrated(target, input.text());
        return Math.min(NanoUsd.plus(text, input.media()), price.context().orElse(Long.MAX_VALUE));
    }

    /// What is in a request: tokens of text at most, and of everything else.
    public record Input(long text, long media) {

        public static Input of(RequestShape request) {
            byte[] body = request.body();
            long ascii = 0;
            for (byte one : body) {
                ascii += one >= 0 ? 1 : 0;
            }
            return new Input(Math.ceilDiv(ascii, 2) + (body.length - ascii), 0);
        }
    }
}
