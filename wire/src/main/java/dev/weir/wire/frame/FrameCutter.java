package dev.weir.wire.frame;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Lets whole frames of an SSE stream through and keeps the beginning of the next, so that whatever we add falls
/// between frames. A frame ends with an empty line; a line ends with LF or CRLF. Changes no byte.
public final class FrameCutter {

    private static final byte[] NONE = {};

    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);

    /// @param limit how many bytes of one frame are kept at most
    public FrameCutter(int limit) {
        this.limit = limit;
    }

    /// The longest run of bytes, kept ones first, that ends where a frame ends. Perhaps empty, and the very array that
    /// came if nothing has to be kept.
    public byte[] feed(byte[] bytes) {
        if (kept.size() == 0) {
            int end = lastFrameEnd(bytes, 0);
            if (end == bytes.length) {
                return bytes;
            }
            kept.write(bytes, end, bytes.length - end);
            return end == 0 ? NONE : Arrays.copyOf(bytes, end);
        }
        int before = kept.size();
        kept.writeBytes(bytes);
        byte[] all = kept.toByteArray();
        int end = lastFrameEnd(all, Math.max(0, before - 3));
        if (end == 0) {
            return NONE;
        }
        kept.reset();
        kept.write(all, end, all.length - end);
        return end == all.length ? all : Arrays.copyOf(all, end);
    }

    /// Whether one frame has become longer than allowed.
    public boolean overflown() {
        return kept.size() > limit;
    }

    /// What was kept; nothing afterwards.
    public byte[] rest() {
        byte[] rest = kept.toByteArray();
        kept.reset();
        return rest;
    }

    /// Whole frames one by one, each with all of its bytes.
    public static List<byte[]> frames(byte[] whole) {
        var frames = new ArrayList<byte[]>();
        int start = 0;
        for (int at = 1; at < whole.length; at++) {
            if (endsFrame(whole, at)) {
                frames.add(Arrays.copyOfRange(whole, start, at + 1));
                start = at + 1;
            }
        }
        if (start < whole.length) {
            frames.add(Arrays.copyOfRange(whole, start, whole.length));
        }
        return frames;
    }

    /// The end of the last frame that ends after `from`; 0 if there is none.
    private static int lastFrameEnd(byte[] bytes, int from) {
        for (int at = bytes.length - 1; at > from; at--) {
            if (endsFrame(bytes, at)) {
                return at + 1;
            }
        }
        return 0;
    }

    /// Whether the byte at `at` is the end of an empty line.
    private static boolean endsFrame(byte[] bytes, int at) {
        if (bytes[at] != '\n') {
            return false;
        }
        int before = bytes[at - 1] == '\r' ? at - 2 : at - 1;
        return before >= 0 && bytes[before] == '\n';
    }
}
