package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.format.AnthropicOnBedrock;
import dev.weir.wire.frame.ChunkFrames;
import dev.weir.wire.frame.EventFrames;
import dev.weir.wire.frame.EventMessage;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Function;

/// The answer to a caller of Bedrock's interface: what the relay sends as server-sent events goes out as messages of an
/// AWS event stream, what it sends in one piece as it is.
///
/// A failed stream ends with an exception. A heartbeat is an event of a type that is not in Bedrock's model; SDKs pass
/// over those.
final class EventStreamClient implements PassingResponse {

    private static final byte[] HEARTBEAT =
            EventMessage.event("keepalive", "{}".getBytes(UTF_8)).encoded();

    private final ClientResponse client;
    private final Function<Frame, EventMessage> messages;
    private final Headers more;
    private final SseReader frames = new SseReader();
    private boolean streams;

    private EventStreamClient(ClientResponse client, Function<Frame, EventMessage> messages, Headers more) {
        this.client = client;
        this.messages = messages;
        this.more = more;
    }

    /// For callers of InvokeModel, who are told a model's own events in chunks.
    static EventStreamClient ofChunks(ClientResponse client) {
        return new EventStreamClient(
                client, EventStreamClient::chunk, Headers.of("x-amzn-bedrock-content-type", "application/json"));
    }

    /// For callers of Converse, whose events are messages.
    static EventStreamClient ofEvents(ClientResponse client) {
        return new EventStreamClient(client, EventFrames::of, Headers.NONE);
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
        Headers.Builder told = headers.toBuilder();
        headers.first("request-id").ifPresent(id -> told.set("x-amzn-requestid", id));
        if (streams) {
            told.set("content-type", "application/vnd.amazon.eventstream");
            more.forEach(told::set);
        }
        client.head(status, told.build());
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
                out.writeBytes(messages.apply(frame).encoded());
            }
            if (out.size() > 0) {
                client.send(out.toByteArray());
            }
        }
    }

    private static EventMessage chunk(Frame frame) {
        return frame.event().equals("error") ? AnthropicOnBedrock.exception(frame.data()) : ChunkFrames.of(frame);
    }
}
