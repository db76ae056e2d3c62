package dev.weir.wire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.wire.frame.EventMessageReader.Corrupt;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The golden messages were written by the AWS codec.
class EventMessagesTest {

    private static final int LIMIT = 1 << 20;

    private static final String DELTA =
            "0000009400000057b4ab9aee0b3a6576656e742d74797065070011636f6e74656e74426c6f636b44656c74610d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22636f6e74656e74426c6f636b496e646578223a302c2264656c7461223a7b2274657874223a224869227d7d1f944657";
    private static final String CHUNK =
            "000000870000004b87ea2bf30b3a6576656e742d747970650700056368756e6b0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b226279746573223a2265794a306558426c496a6f696257567a6332466e5a56397a64473977496e303d227dba48ab22";
    private static final String EXCEPTION =
            "00000090000000618e91a9b70f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765223a22546f6f206d616e79207265717565737473227de67f8005";
    private static final String EMPTY = "000000100000000005c248eb7d98c8ff";

    static List<byte[]> golden() {
        return List.of(hex(DELTA), hex(CHUNK), hex(EXCEPTION), hex(EMPTY));
    }

    @Test
    void readsWhatAwsWrites() throws Corrupt {
        assertThat(read(hex(DELTA))).singleElement().satisfies(message -> {
            assertThat(message.headers())
                    .containsExactly(
                            Map.entry(":event-type", "contentBlockDelta"),
                            Map.entry(":content-type", "application/json"),
                            Map.entry(":message-type", "event"));
            assertThat(message.payload())
                    .asString(UTF_8)
                    .isEqualTo("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}");
        });
        assertThat(read(hex(EMPTY))).singleElement().satisfies(message -> {
            assertThat(message.headers()).isEmpty();
            assertThat(message.payload()).isEmpty();
        });
    }

    @Test
    void writesWhatAwsWrites() {
        byte[] delta = "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}".getBytes(UTF_8);
        byte[] stop = "{\"bytes\":\"eyJ0eXBlIjoibWVzc2FnZV9zdG9wIn0=\"}".getBytes(UTF_8);
        byte[] throttled = "{\"message\":\"Too many requests\"}".getBytes(UTF_8);

        assertThat(EventMessage.event("contentBlockDelta", delta).encoded()).isEqualTo(hex(DELTA));
        assertThat(EventMessage.event("chunk", stop).encoded()).isEqualTo(hex(CHUNK));
        assertThat(EventMessage.exception("throttlingException", throttled).encoded())
                .isEqualTo(hex(EXCEPTION));
        assertThat(new EventMessage(Map.of(), new byte[0]).encoded()).isEqualTo(hex(EMPTY));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void believesNoMessageWithABitFlipped(byte[] message) {
        for (int bit = 0; bit < message.length * 8; bit++) {
            byte[] flipped = message.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThat(believed(flipped)).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void readsTheSameHoweverTheNetworkSlicesIt() throws Corrupt {
        byte[] stream = stream();
        List<String> whole = told(read(stream));
        assertThat(whole).hasSize(4);

        for (int cut = 0; cut <= stream.length; cut++) {
            var reader = new EventMessageReader(LIMIT);
            var messages = new ArrayList<>(reader.feed(Arrays.copyOf(stream, cut)));
            messages.addAll(reader.feed(Arrays.copyOfRange(stream, cut, stream.length)));

            assertThat(told(messages)).as("cut at %d", cut).isEqualTo(whole);
            assertThat(reader.between()).isTrue();
        }
        var reader = new EventMessageReader(LIMIT);
        var messages = new ArrayList<EventMessage>();
        for (byte one : stream) {
            messages.addAll(reader.feed(new byte[] {one}));
        }
        assertThat(told(messages)).isEqualTo(whole);
    }

    @Test
    void refusesLengthsThatCannotBe() {
        assertThatThrownBy(() -> read(prelude(15, 0)))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("15 bytes");
        assertThatThrownBy(() -> read(prelude(100, 90))).hasMessageContaining("90 bytes of headers");
        assertThatThrownBy(() -> read(prelude(100, -1))).hasMessageContaining("-1 bytes of headers");
        assertThatThrownBy(() -> read(prelude(LIMIT + 1, 0))).hasMessageContaining("at most 1048576 are taken");
    }

    @Test
    void readsHeadersOfEveryType() throws Corrupt {
        ByteBuffer headers = ByteBuffer.allocate(256);
        header(headers, "yes", 0);
        header(headers, "no", 1);
        header(headers, "byte", 2).put((byte) -1);
        header(headers, "short", 3).putShort((short) 300);
        header(headers, "int", 4).putInt(70_000);
        header(headers, "long", 5).putLong(5_000_000_000L);
        header(headers, "bytes", 6).putShort((short) 2).put(new byte[] {1, (byte) 0xfe});
        header(headers, "text", 7).putShort((short) 2).put("hé".getBytes(UTF_8), 0, 2);
        header(headers, "time", 8).putLong(0);
        header(headers, "uuid", 9).putLong(1).putLong(2);

        assertThat(read(message(headers)))
                .singleElement()
                .extracting(EventMessage::headers)
                .satisfies(read -> assertThat(read)
                        .containsEntry("yes", "true")
                        .containsEntry("no", "false")
                        .containsEntry("byte", "-1")
                        .containsEntry("short", "300")
                        .containsEntry("int", "70000")
                        .containsEntry("long", "5000000000")
                        .containsEntry("bytes", "01fe")
                        .containsEntry("time", "1970-01-01T00:00:00Z")
                        .containsEntry("uuid", "00000000-0000-0001-0000-000000000002"));
    }

    @Test
    void refusesHeadersThatEndTooEarlyOrAreOfNoType() {
        ByteBuffer shorter = ByteBuffer.allocate(16);
        header(shorter, "text", 7).putShort((short) 500);
        ByteBuffer unknown = ByteBuffer.allocate(16);
        header(unknown, "odd", 10);

        assertThatThrownBy(() -> read(message(shorter))).hasMessageContaining("end too early");
        assertThatThrownBy(() -> read(message(unknown))).hasMessageContaining("of the type 10");
    }

    private static List<EventMessage> believed(byte[] bytes) {
        try {
            return read(bytes);
        } catch (Corrupt noticed) {
            return List.of();
        }
    }

    private static List<EventMessage> read(byte[] bytes) throws Corrupt {
        return new EventMessageReader(LIMIT).feed(bytes);
    }

    private static List<String> told(List<EventMessage> messages) {
        return messages.stream()
                .map(message -> message.headers() + new String(message.payload(), UTF_8))
                .toList();
    }

    private static byte[] stream() {
        var stream = new ByteArrayOutputStream();
        golden().forEach(stream::writeBytes);
        return stream.toByteArray();
    }

    private static byte[] prelude(int total, int headers) {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt(total).putInt(headers);
        return prelude.putInt(EventMessage.checksum(prelude.array(), 0, 8)).array();
    }

    private static ByteBuffer header(ByteBuffer into, String name, int type) {
        return into.put((byte) name.length()).put(name.getBytes(UTF_8)).put((byte) type);
    }

    private static byte[] message(ByteBuffer headers) {
        byte[] head = new byte[headers.position()];
        headers.flip().get(head);
        int total = 16 + head.length;
        ByteBuffer message = ByteBuffer.allocate(total).putInt(total).putInt(head.length);
        message.putInt(EventMessage.checksum(message.array(), 0, 8)).put(head);
        return message.putInt(EventMessage.checksum(message.array(), 0, total - 4))
                .array();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
