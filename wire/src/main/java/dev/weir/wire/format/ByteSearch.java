package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Looks for a text in bytes, to tell at little cost that there is nothing of interest. Made once for what is looked
/// for again and again.
public final class ByteSearch {

    private final byte[] wanted;
    private final int[] steps;

    public ByteSearch(String text) {
        wanted = text.getBytes(UTF_8);
        steps = steps(wanted);
    }

    /// Whether the text is there. Looks at the last byte of each place first and passes over all places that it rules
    /// out.
    public boolean in(byte[] bytes) {
        int last = wanted.length - 1;
        for (int end = last; end < bytes.length; end += steps[bytes[end] & 0xff]) {
            int at = 0;
            while (at <= last && bytes[end - last + at] == wanted[at]) {
                at++;
            }
            if (at > last) {
                return true;
            }
        }
        return false;
    }

    /// How far the next place can be, by the last byte of this one.
    private static int[] steps(byte[] wanted) {
        int[] steps = new int[256];
        Arrays.fill(steps, wanted.length);
        for (int at = 0; at < wanted.length - 1; at++) {
            steps[wanted[at] & 0xff] = wanted.length - 1 - at;
        }
        return steps;
    }
}
