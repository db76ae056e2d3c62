package dev.weir.simulator.meter;

import dev.weir.wire.chat.Usage;

/// What one answer would have been billed.
///
/// @param number counts all bills, from 1
/// @param id the answer's own id, as the client sees it
/// @param credential the fingerprint of the key that it was asked with
/// @param usage what was generated so far, which is all once the answer is complete
/// @param steps how many steps of a stream were sent
/// @param bytes how many bytes these were
public record Bill(
        long number,
        String id,
        String model,
        String format,
        String credential,
        Usage usage,
        State state,
        int steps,
        long bytes) {

    public enum State {
        /// Still on its way.
        RUNNING,
        /// Everything was sent, the terminal event included.
        COMPLETE,
        /// A fault broke it off.
        BROKEN,
        /// The client left.
        LEFT
    }
}
