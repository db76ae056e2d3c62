package dev.weir.wire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/// One message of an AWS event stream (`application/vnd.amazon.eventstream`): headers, a payload, and a checksum over
/// each of the two halves.
///
/// @param headers by name; a value of another type than text (there are ten types) stands here as text
public record EventMessage(Map<String, String> headers, byte[] payload) {

    /// Both lengths and their checksum.
    static final int PRELUDE = 12;

    private static final int CHECKSUM = 4;
    private static final byte TEXT = 7;
    private static final int LONGEST_VALUE = 32_767;

    public EventMessage {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /// An event with a payload in JSON.
    public static EventMessage event(String type, byte[] json) {
        return of("event", ":event-type", type, json);
    }

    /// A failure that has a name.
    public static EventMessage exception(String type, byte[] json) {
        return of("exception", ":exception-type", type, json);
    }

    private static EventMessage of(String messageType, String typeHeader, String type, byte[] json) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(typeHeader, type);
        headers.put(":content-type", "application/json");
        headers.put(":message-type", messageType);
        return new EventMessage(headers, json);
    }

    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /// As it goes over the wire.
    public byte[] encoded() {
        byte[] head = encodedHeaders();
        int total = PRELUDE + head.length + payload.length + CHECKSUM;
        ByteBuffer out = ByteBuffer.allocate(total).putInt(total).putInt(head.length);
        out.putInt(checksum(out.array(), 0, out.position())).put(head).put(payload);
        out.putInt(checksum(out.array(), 0, out.position()));
        return out.array();
    }

    private byte[] encodedHeaders() {
        ByteBuffer out = ByteBuffer.allocate(headers.entrySet().stream()
                .mapToInt(header -> 4
                        + header.getKey().getBytes(UTF_8).length
                        + header.getValue().getBytes(UTF_8).length)
                .sum());
        headers.forEach((name, value) -> {
            byte[] nameBytes = name.getBytes(UTF_8);
            byte[] valueBytes = value.getBytes(UTF_8);
            if (nameBytes.length == 0 || nameBytes.length > 255 || valueBytes.length > LONGEST_VALUE) {
                throw new IllegalArgumentException("the header %s cannot be told in an event stream".formatted(name));
            }
            out.put((byte) nameBytes.length).put(nameBytes).put(TEXT).putShort((short) valueBytes.length);
            out.put(valueBytes);
        });
        return out.array();
    }

    static int checksum(byte[] bytes, int from, int to) {
        var crc = new CRC32();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
