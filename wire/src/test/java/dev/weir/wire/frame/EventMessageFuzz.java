package dev.weir.wire.frame;

import dev.weir.wire.frame.EventMessageReader.Corrupt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/// Z5. Nothing but [Corrupt] comes of any bytes; what is read is the same however it is sliced; a message of ours is
/// read back; and whichever bit of it is turned, it is not believed.
public final class EventMessageFuzz {

    private EventMessageFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 4) {
            return;
        }
        int slice = 1 + (data[0] & 0x1f);
        byte[] rest = Arrays.copyOfRange(data, 3, data.length);
        sliced(rest, slice);
        sliced(checked(rest), slice);

        byte[] message = new EventMessage(Map.of(":event-type", "chunk", ":message-type", "event"), rest).encoded();
        List<EventMessage> read = sliced(message, slice);
        if (read.size() != 1 || !Arrays.equals(read.getFirst().payload(), rest)) {
            throw new AssertionError("a message is not what it was");
        }
        int bit = ((data[1] & 0xff) << 8 | (data[2] & 0xff)) % (message.length * 8);
        message[bit / 8] ^= (byte) (1 << (bit % 8));
        if (!sliced(message, slice).isEmpty()) {
            throw new AssertionError("a message with another bit " + bit + " was believed");
        }
    }

    /// The same bytes with checksums that fit, so that what is behind them is reached.
    private static byte[] checked(byte[] bytes) {
        if (bytes.length < 16) {
            return bytes;
        }
        byte[] fits = bytes.clone();
        put(fits, 0, fits.length);
        put(fits, 8, crc(fits, 8));
        put(fits, fits.length - 4, crc(fits, fits.length - 4));
        return fits;
    }

    private static int crc(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static void put(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }

    private static List<EventMessage> sliced(byte[] stream, int slice) {
        var pieces = new ArrayList<EventMessage>();
        boolean corrupt = false;
        var reader = new EventMessageReader(1 << 20);
        for (int at = 0; at < stream.length && !corrupt; at += slice) {
            try {
                pieces.addAll(reader.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + slice))));
            } catch (Corrupt told) {
                corrupt = true;
            }
        }
        return pieces;
    }
}
