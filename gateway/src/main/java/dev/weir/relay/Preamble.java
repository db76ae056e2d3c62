package dev.weir.relay;

import java.io.ByteArrayOutputStream;

/// What of an answer waits until it is known to be one: as long as nothing of it has left, another provider can still
/// take over.
final class Preamble {

    private static final int MOST = 64 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private boolean waiting;

    Preamble(boolean waiting) {
        this.waiting = waiting;
    }

    boolean waits() {
        return waiting;
    }

    /// @return whether it still waits; not if there is more than may wait
    boolean keep(byte[] bytes) {
        kept.writeBytes(bytes);
        return kept.size() <= MOST;
    }

    boolean isEmpty() {
        return kept.size() == 0;
    }

    byte[] bytes() {
        return kept.toByteArray();
    }

    /// All of it leaves, and nothing waits any more.
    byte[] release() {
        waiting = false;
        byte[] bytes = kept.toByteArray();
        kept.reset();
        return bytes;
    }
}
