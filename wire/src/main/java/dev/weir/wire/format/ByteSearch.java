package dev.weir.wire.format;

/// Looks for bytes in bytes, to tell at little cost that a frame cannot be of interest.
final class ByteSearch {

    private ByteSearch() {}

    static boolean contains(byte[] bytes, byte[] wanted) {
        outer:
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            for (int i = 0; i < wanted.length; i++) {
                if (bytes[at + i] != wanted[i]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
