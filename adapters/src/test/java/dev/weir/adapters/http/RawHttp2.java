package dev.weir.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/// A client of HTTP/2 that sends the frames that a test wants, in whatever order (RFC 9113).
final class RawHttp2 implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    static final int PROTOCOL_ERROR = 1;
    static final int ENHANCE_YOUR_CALM = 11;

    /// @param type -1 for the end of the connection
    record Frame(int type, int flags, int stream, byte[] body) {
        /// The code of a RST_STREAM or GOAWAY.
        int code() {
            int at = type == GOAWAY ? 4 : 0;
            return ((body[at] & 0xff) << 24)
                    | ((body[at + 1] & 0xff) << 16)
                    | ((body[at + 2] & 0xff) << 8)
                    | (body[at + 3] & 0xff);
        }
    }

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    /// @param settings the body of the first SETTINGS
    RawHttp2(int port, byte... settings) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
        send(SETTINGS, 0, 0, settings);
    }

    void send(int type, int flags, int stream, byte... body) throws IOException {
        out.write(new byte[] {
            (byte) (body.length >> 16),
            (byte) (body.length >> 8),
            (byte) body.length,
            (byte) type,
            (byte) flags,
            (byte) (stream >> 24),
            (byte) (stream >> 16),
            (byte) (stream >> 8),
            (byte) stream
        });
        out.write(body);
    }

    /// A block of headers, none of them compressed. Names and values in turn.
    static byte[] headers(String... pairs) {
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            block.write(0);
            literal(block, pairs[i]);
            literal(block, pairs[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else { // an integer with a prefix of seven bits
            block.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                block.write(rest % 128 + 128);
                rest /= 128;
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /// The headers of a call that streams.
    static byte[] call(String... more) {
        var pairs = new java.util.ArrayList<>(java.util.List.of(
                ":method",
                "POST",
                ":scheme",
                "http",
                ":authority",
                "x",
                ":path",
                "/v1/messages",
                "authorization",
                "Bearer callers"));
        pairs.addAll(java.util.List.of(more));
        return headers(pairs.toArray(String[]::new));
    }

    Frame next() throws IOException {
        try {
            int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            return new Frame(type, flags, stream, in.readNBytes(length));
        } catch (EOFException | SocketException ended) {
            return new Frame(-1, 0, 0, new byte[0]);
        }
    }

    /// The next frame of that type, or the end.
    Frame next(int type) throws IOException {
        Frame frame = next();
        while (frame.type() != type && frame.type() != -1) {
            frame = next();
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
