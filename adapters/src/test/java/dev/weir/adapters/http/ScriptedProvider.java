package dev.weir.adapters.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ServerSocketFactory;

/// A provider on a real socket that says byte for byte what a test wants, and remembers byte for byte what it was sent.
final class ScriptedProvider implements AutoCloseable {

    /// What it was sent.
    record Received(String line, Map<String, String> headers, byte[] body) {}

    /// What it does with a request. May block.
    interface Script {
        void play(Talk talk) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    ScriptedProvider() throws IOException {
        this(ServerSocketFactory.getDefault());
    }

    /// @param sockets of TLS, for example
    ScriptedProvider(ServerSocketFactory sockets) throws IOException {
        server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /// Says what is done with the next request.
    void next(Script script) {
        scripts.add(script);
    }

    /// Answers the next request with this body in one go.
    void answers(String type, String body) {
        next(talk -> talk.whole(200, type, body));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (Received request = read(in); request != null; request = read(in)) {
                received.add(request);
                var talk = new Talk(socket, in, socket.getOutputStream());
                scripts.take().play(talk);
                if (talk.over) {
                    return;
                }
            }
        } catch (IOException | InterruptedException gone) {
            // the gateway closed the connection, which is what some tests wait for
        }
    }

    private static @org.jspecify.annotations.Nullable Received read(InputStream in) throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            return null;
        }
        var headers = new LinkedHashMap<String, String>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Received(line, headers, in.readNBytes(length));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /// One answer.
    static final class Talk {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private boolean over;

        Talk(Socket socket, InputStream in, OutputStream out) {
            this.socket = socket;
            this.in = in;
            this.out = out;
        }

        void whole(int status, String type, String body) throws IOException {
            byte[] bytes = body.getBytes(UTF_8);
            out.write("HTTP/1.1 %d X\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
                    .formatted(status, type, bytes.length)
                    .getBytes(ISO_8859_1));
            out.write(bytes);
            out.flush();
        }

        /// Says these characters and nothing else.
        void raw(String bytes) throws IOException {
            out.write(bytes.getBytes(ISO_8859_1));
            out.flush();
        }

        void streamHead() throws IOException {
            out.write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                    .getBytes(ISO_8859_1));
            out.flush();
        }

        void says(String text) throws IOException {
            says(text.getBytes(UTF_8));
        }

        void says(byte[] bytes) throws IOException {
            out.write("%x\r\n".formatted(bytes.length).getBytes(ISO_8859_1));
            out.write(bytes);
            out.write("\r\n".getBytes(ISO_8859_1));
            out.flush();
        }

        void ends() throws IOException {
            out.write("0\r\n\r\n".getBytes(ISO_8859_1));
            out.flush();
        }

        /// Resets the connection.
        void resets() throws IOException {
            over = true;
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /// Waits until the gateway closes the connection.
        void waitsForTheEnd() throws IOException {
            over = true;
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
