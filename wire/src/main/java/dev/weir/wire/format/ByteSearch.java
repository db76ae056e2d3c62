package dev.weir.wire.format;

import java.util.Arrays;

/// Looks for bytes in bytes, to tell at little cost that there is nothing of interest.
public final class ByteSearch {

    private ByteSearch() {}

    /// Looks at the last byte of each place first and passes over all places that it rules out.
    public static boolean contains(byte[] bytes, byte[] wanted) {
        int last = wanted.length - 1;
        int[] steps = steps(wanted);
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
