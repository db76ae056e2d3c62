package dev.weir.wire.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Z4. However a stream is sliced, its events are the same, and what the cutter lets through and keeps is what came in.
public final class StreamFuzz {

    private StreamFuzz() {}

    private static List<String> texts(List<Frame> frames) {
        return frames.stream()
                .map(frame -> frame.event() + "\n" + new String(frame.data(), ISO_8859_1))
                .toList();
    }

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        int slice = 1 + (data[0] & 0x1f);
        byte[] stream = Arrays.copyOfRange(data, 1, data.length);

        List<Frame> whole = new SseReader().feed(stream);
        var pieces = new ArrayList<Frame>();
        var reader = new SseReader();
        var cutter = new FrameCutter(1 << 20);
        var passed = new ByteArrayOutputStream();
        for (int at = 0; at < stream.length; at += slice) {
            byte[] piece = Arrays.copyOfRange(stream, at, Math.min(stream.length, at + slice));
            pieces.addAll(reader.feed(piece));
            passed.writeBytes(cutter.feed(piece));
        }
        passed.writeBytes(cutter.rest());
        if (!texts(pieces).equals(texts(whole))) {
            throw new AssertionError("sliced by " + slice + ": " + texts(pieces) + ", whole: " + texts(whole));
        }
        if (!Arrays.equals(passed.toByteArray(), stream)) {
            throw new AssertionError("the cutter changed the stream, sliced by " + slice);
        }
        var together = new ByteArrayOutputStream();
        FrameCutter.frames(stream).forEach(together::writeBytes);
        if (!Arrays.equals(together.toByteArray(), stream)) {
            throw new AssertionError("the frames together are not the stream");
        }
    }
}
