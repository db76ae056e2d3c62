package dev.weir.wire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.frame.EventMessageReader.Corrupt;
import java.io.ByteArrayOutputStream;

/// The events of Bedrock's ConverseStream, each a message of its own type, and the server-sent events that say the
/// same: the type is the name, the payload the data, byte for byte. An exception is an event whose name ends so.
public final class EventFrames {

    private static final String EXCEPTION = "Exception";

    private EventFrames() {}

    /// The server-sent event that a message stands for; empty for a message that has no type.
    ///
    /// @throws Corrupt if its type is no word
    public static byte[] toSse(EventMessage message) throws Corrupt {
        String type = message.header(":event-type");
        if (!type.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new Corrupt("the type of an event is no word");
        }
        return type.isEmpty() ? new byte[0] : sse(type, message.payload());
    }

    /// The message that says what a server-sent event says.
    public static EventMessage of(Frame frame) {
        return frame.event().endsWith(EXCEPTION)
                ? EventMessage.exception(frame.event(), frame.data())
                : EventMessage.event(frame.event(), frame.data());
    }

    /// A server-sent event; one without a name if that is empty.
    public static byte[] sse(String name, byte[] data) {
        var out = new ByteArrayOutputStream(data.length + 64);
        if (!name.isEmpty()) {
            out.writeBytes(("event: " + name + "\n").getBytes(UTF_8));
        }
        out.writeBytes("data: ".getBytes(UTF_8));
        int from = 0;
        for (int at = 0; at < data.length; at++) {
            if (data[at] == '\n' || data[at] == '\r') {
                out.write(data, from, at - from);
                out.writeBytes("\ndata: ".getBytes(UTF_8));
                from = at + 1;
            }
        }
        out.write(data, from, data.length - from);
        out.writeBytes("\n\n".getBytes(UTF_8));
        return out.toByteArray();
    }
}
