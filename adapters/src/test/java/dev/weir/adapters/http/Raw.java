package dev.weir.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.regex.Pattern;

/// A client that sends bytes and reads whatever comes back until the connection ends.
final class Raw implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    private final Socket socket;

    Raw(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /// What comes back on a connection of its own, until the gateway closes it.
    static String exchange(int port, String bytes) throws IOException {
        try (var raw = new Raw(port)) {
            raw.send(bytes);
            return raw.rest();
        }
    }

    Raw send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        return this;
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    Socket socket() {
        return socket;
    }

    /// Everything until the end. Fails if there is none.
    String rest() throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (SocketTimeoutException open) {
            throw new AssertionError("the connection is still open", open);
        } catch (IOException reset) {
            return "reset";
        }
    }

    /// One whole answer with a content-length: its head and its body.
    String answer() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                return head + "(end)";
            }
            head.append((char) c);
        }
        int at = head.indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
        return head + new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
    }

    /// The statuses of all answers in what came back.
    static List<Integer> statuses(String said) {
        return STATUS.matcher(said)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
