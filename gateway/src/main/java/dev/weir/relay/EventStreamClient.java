package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.format.AnthropicOnBedrock;
import dev.weir.wire.frame.ChunkFrames;
import dev.weir.wire.frame.EventMessage;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// The answer to a caller of Bedrock's interface: what the relay sends as server-sent events goes out as messages of an
/// AWS event stream, what it sends in one piece as it is.
///
/// A failed stream ends with an exception. A heartbeat is an event of a type that is not in Bedrock's model; SDKs pass
/// over those.
final class EventStreamClient implements PassingResponse {

    private static final byte[] HEARTBEAT =
            EventMessage.event("keepalive", "{}".getBytes(UTF_8)).encoded();

    private final ClientResponse client;
    private final SseReader frames = new SseReader();
    private boolean streams;

    EventStreamClient(ClientResponse client) {
        this.client = client;
    }

    @Override
    public ClientResponse client() {
        return client;
    }

    @Override
    public void head(int status, Headers headers) {
        streams = headers.first("content-type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
        client.head(
                status,
                streams
                        ? headers.toBuilder()
                                .set("content-type", "application/vnd.amazon.eventstream")
                                .set("x-amzn-bedrock-content-type", "application/json")
                                .build()
                        : headers);
    }

    @Override
    public void send(byte[] bytes) {
        if (!streams) {
            client.send(bytes);
        } else if (Arrays.equals(bytes, AnthropicOnBedrock.FORMAT.heartbeat())) {
            client.send(HEARTBEAT);
        } else {
            var out = new ByteArrayOutputStream(bytes.length * 2);
            for (Frame frame : frames.feed(bytes)) {
                out.writeBytes(message(frame).encoded());
            }
            if (out.size() > 0) {
                client.send(out.toByteArray());
            }
        }
    }

    private static EventMessage message(Frame frame) {
        return frame.event().equals("error") ? AnthropicOnBedrock.exception(frame.data()) : ChunkFrames.of(frame);
    }
}
