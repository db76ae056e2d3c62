package dev.weir.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.journal.Entry.Kind;
import dev.weir.journal.Journal.Placed;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A record as it stands in a file: length, checksum, kind, position, id, content. The checksum is over everything but
/// itself.
///
/// @param carried whether it is a copy of a record that is still open, made so that the file it was in could go
/// @param size all its bytes
record Frame(boolean carried, Placed placed, int size) {

    static final int MOST = 16 << 20;

    private static final int BEFORE = 8;
    private static final int LEAST = 1 + Long.BYTES + Short.BYTES;
    private static final int MOST_ID = 1024;
    private static final byte STARTED = 1;
    private static final byte COMPLETED = 2;
    private static final byte CARRIED = 3;

    /// How large it will be.
    static long size(byte[] id, byte[] content) {
        return (long) BEFORE + LEAST + id.length + content.length;
    }

    /// Why there cannot be a frame of these; empty if there can.
    static String unfit(byte[] id, byte[] content) {
        if (id.length > MOST_ID) {
            return "an id has at most " + MOST_ID + " bytes, this one has " + id.length;
        }
        return size(id, content) > MOST
                ? "a record has at most " + MOST + " bytes, this one has " + size(id, content)
                : "";
    }

    static void write(ByteBuffer to, Kind kind, long position, byte[] id, byte[] content) {
        byte code = switch (kind) {
            case STARTED -> STARTED;
            case COMPLETED -> COMPLETED;
        };
        write(to, code, position, id, content);
    }

    /// Writes it once more, as a copy.
    void carry(ByteBuffer to) {
        write(
                to,
                CARRIED,
                placed.position(),
                placed.entry().id().getBytes(UTF_8),
                placed.entry().content());
    }

    private static void write(ByteBuffer to, byte code, long position, byte[] id, byte[] content) {
        int at = to.position();
        to.putInt(LEAST + id.length + content.length).putInt(0);
        to.put(code).putLong(position).putShort((short) id.length).put(id).put(content);
        to.putInt(at + Integer.BYTES, checksum(to, at, to.position() - at));
    }

    /// How large the frame is that begins there, if it is one; 0 if none can begin there.
    static int sizeAt(ByteBuffer from, int at) {
        if (from.limit() - at < Integer.BYTES) {
            return 0;
        }
        int length = from.getInt(at);
        return length < LEAST || length > MOST - BEFORE ? 0 : BEFORE + length;
    }

    /// The frame that begins there; nothing if there is no whole one.
    static @Nullable Frame at(ByteBuffer from, int at) {
        int size = sizeAt(from, at);
        if (size == 0 || size > from.limit() - at || from.getInt(at + Integer.BYTES) != checksum(from, at, size)) {
            return null;
        }
        ByteBuffer payload = from.duplicate().position(at + BEFORE).limit(at + size);
        byte code = payload.get();
        long position = payload.getLong();
        int idLength = Short.toUnsignedInt(payload.getShort());
        if (code < STARTED || code > CARRIED || idLength > payload.remaining()) {
            return null;
        }
        byte[] id = new byte[idLength];
        payload.get(id);
        byte[] content = new byte[payload.remaining()];
        payload.get(content);
        var entry = new Entry(code == COMPLETED ? Kind.COMPLETED : Kind.STARTED, new String(id, UTF_8), content);
        return new Frame(code == CARRIED, new Placed(position, entry), size);
    }

    private static int checksum(ByteBuffer bytes, int at, int size) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate().limit(at + Integer.BYTES).position(at));
        crc.update(bytes.duplicate().limit(at + size).position(at + BEFORE));
        return (int) crc.getValue();
    }
}
