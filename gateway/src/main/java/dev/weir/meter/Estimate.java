package dev.weir.meter;

import dev.weir.wire.chat.Usage;

/// What an answer used that was cut before its provider had counted: an estimate, and says so.
///
/// @param usage input as it was reported at the start, else as it was reserved; output by the bytes that were
/// delivered, thoughts among them
/// @param rule how it was made, for the row that has it
public record Estimate(Usage usage, String rule) {

    private static final String RULE = "delivered_bytes/3";
    private static final long BYTES_A_TOKEN = 3;

    /// @param reported what the provider said until then; the input of it is believed, and so is output that is more
    /// than what would be estimated
    /// @param deliveredBytes of text, thoughts and arguments
    public static Estimate ofCut(Usage reported, long deliveredBytes, Bound reserved) {
        Usage counted = Counted.of(reported).usage();
        long output = Math.min(tokens(deliveredBytes), reserved.output());
        long most = Math.max(output, counted.output());
        return new Estimate(
                counted.input() > 0
                        ? new Usage(
                                        counted.fresh(),
                                        counted.cacheRead(),
                                        counted.cacheWrite(),
                                        most,
                                        counted.reasoning(),
                                        counted.searches())
                                .withAudio(counted.audio())
                        : new Usage(
                                reserved.input(),
                                0,
                                Usage.CacheWrite.NONE,
                                most,
                                counted.reasoning(),
                                counted.searches()),
                RULE);
    }

    /// The part of an answer that a client has heard, by the same rule.
    public static Usage ofDelivered(Usage whole, long deliveredBytes) {
        long output = Math.min(tokens(deliveredBytes), whole.output());
        return new Usage(
                        whole.fresh(),
                        whole.cacheRead(),
                        whole.cacheWrite(),
                        output,
                        Math.min(whole.reasoning(), output),
                        whole.searches())
                .withAudio(whole.audio());
    }

    private static long tokens(long bytes) {
        return Math.ceilDiv(Math.max(0, bytes), BYTES_A_TOKEN);
    }
}
