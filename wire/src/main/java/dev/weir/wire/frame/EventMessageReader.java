package dev.weir.wire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Reads the messages of an AWS event stream from bytes that arrive in any pieces, and believes none whose checksums
/// are wrong. After the first that is, nothing more is read: where the next begins is not known any more.
public final class EventMessageReader {

    /// A stream that does not say what it says it does.
    public static final class Corrupt extends Exception {
        private static final long serialVersionUID = 1;

        Corrupt(String why) {
            super(why, null, false, false);
        }
    }

    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);

    /// @param limit how long one message may be, in bytes
    public EventMessageReader(int limit) {
        this.limit = limit;
    }

    /// The messages that have become whole.
    public List<EventMessage> feed(byte[] piece) throws Corrupt {
        kept.writeBytes(piece);
        byte[] bytes = kept.toByteArray();
        var messages = new ArrayList<EventMessage>();
        int at = 0;
        while (bytes.length - at >= EventMessage.PRELUDE) {
            int length = length(bytes, at);
            if (bytes.length - at < length) {
                break;
            }
            messages.add(message(bytes, at, length));
            at += length;
        }
        kept.reset();
        kept.write(bytes, at, bytes.length - at);
        return messages;
    }

    /// Whether the stream stands between two messages.
    public boolean between() {
        return kept.size() == 0;
    }

    /// The length of the message that begins here, once its prelude is proved.
    private int length(byte[] bytes, int at) throws Corrupt {
        ByteBuffer prelude = ByteBuffer.wrap(bytes, at, EventMessage.PRELUDE);
        int total = prelude.getInt();
        int headers = prelude.getInt();
        if (prelude.getInt() != EventMessage.checksum(bytes, at, at + 8)) {
            throw new Corrupt("the checksum of a message's lengths is wrong");
        }
        if (total < EventMessage.PRELUDE + 4 || headers < 0 || headers > total - EventMessage.PRELUDE - 4) {
            throw new Corrupt("a message of %d bytes cannot have %d bytes of headers".formatted(total, headers));
        }
        if (total > limit) {
            throw new Corrupt("a message has %d bytes; at most %d are taken".formatted(total, limit));
        }
        return total;
    }

    private static EventMessage message(byte[] bytes, int at, int length) throws Corrupt {
        int end = at + length - 4;
        if (ByteBuffer.wrap(bytes, end, 4).getInt() != EventMessage.checksum(bytes, at, end)) {
            throw new Corrupt("the checksum of a message is wrong");
        }
        ByteBuffer message = ByteBuffer.wrap(bytes, at, end - at);
        int headers = message.getInt(at + 4);
        Map<String, String> read = headers(message.slice(at + EventMessage.PRELUDE, headers));
        int payload = at + EventMessage.PRELUDE + headers;
        return new EventMessage(read, Arrays.copyOfRange(bytes, payload, end));
    }

    private static Map<String, String> headers(ByteBuffer bytes) throws Corrupt {
        var headers = new LinkedHashMap<String, String>();
        try {
            while (bytes.hasRemaining()) {
                String name = text(bytes, bytes.get() & 0xff);
                headers.put(name, value(bytes, name));
            }
        } catch (BufferUnderflowException shorter) {
            throw new Corrupt("the headers of a message end too early");
        }
        return headers;
    }

    private static String value(ByteBuffer bytes, String name) throws Corrupt {
        byte type = bytes.get();
        return switch (type) {
            case 0 -> "true";
            case 1 -> "false";
            case 2 -> Byte.toString(bytes.get());
            case 3 -> Short.toString(bytes.getShort());
            case 4 -> Integer.toString(bytes.getInt());
            case 5 -> Long.toString(bytes.getLong());
            case 6 -> HexFormat.of().formatHex(bytes(bytes, bytes.getShort() & 0xffff));
            case 7 -> text(bytes, bytes.getShort() & 0xffff);
            case 8 -> Instant.ofEpochMilli(bytes.getLong()).toString();
            case 9 -> new UUID(bytes.getLong(), bytes.getLong()).toString();
            default -> throw new Corrupt("the header %s is of the type %d, which there is not".formatted(name, type));
        };
    }

    private static String text(ByteBuffer bytes, int length) {
        return new String(bytes(bytes, length), UTF_8);
    }

    private static byte[] bytes(ByteBuffer bytes, int length) {
        var value = new byte[length];
        bytes.get(value);
        return value;
    }
}
