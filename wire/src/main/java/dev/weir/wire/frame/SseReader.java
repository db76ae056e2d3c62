package dev.weir.wire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Reads server-sent events from bytes that arrive in any pieces. Comments, `id:` and `retry:` are passed over; a frame
/// without data is none.
public final class SseReader {

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(256);
    private String event = "";
    private boolean hasData;
    private boolean afterReturn;

    public List<Frame> feed(byte[] bytes) {
        var frames = new ArrayList<Frame>();
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte b = bytes[at];
            if (b == '\n' && afterReturn) {
                afterReturn = false; // the second half of CRLF
                start = at + 1;
            } else if (b == '\n' || b == '\r') {
                line.write(bytes, start, at - start);
                start = at + 1;
                afterReturn = b == '\r';
                endLine(frames);
            } else {
                afterReturn = false;
            }
        }
        line.write(bytes, start, bytes.length - start);
        return frames;
    }

    private void endLine(List<Frame> frames) {
        byte[] text = line.toByteArray();
        line.reset();
        if (text.length == 0) {
            if (hasData) {
                frames.add(new Frame(event, data.toByteArray()));
            }
            data.reset();
            hasData = false;
            event = "";
        } else if (starts(text, "data")) {
            if (hasData) {
                data.write('\n');
            }
            int value = valueFrom(text, 4);
            data.write(text, value, text.length - value);
            hasData = true;
        } else if (starts(text, "event")) {
            int value = valueFrom(text, 5);
            event = new String(text, value, text.length - value, UTF_8);
        }
    }

    /// Whether the field of this line has that name.
    private static boolean starts(byte[] line, String name) {
        if (line.length < name.length() || (line.length > name.length() && line[name.length()] != ':')) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (line[i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int valueFrom(byte[] line, int name) {
        int from = Math.min(name + 1, line.length);
        return from < line.length && line[from] == ' ' ? from + 1 : from;
    }
}
