package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.format.BedrockConverse;
import dev.weir.wire.frame.ChunkFrames;
import dev.weir.wire.frame.EventFrames;
import dev.weir.wire.frame.EventMessage;
import dev.weir.wire.frame.EventMessageReader;
import dev.weir.wire.frame.EventMessageReader.Corrupt;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Tells the relay a provider's AWS event stream as the server-sent events that say the same. Any other answer is told
/// as it is.
///
/// A message whose checksum is wrong, an exception, and an end in the middle of a message break the answer.
final class EventStreamProvider implements Upstream.Listener {

    private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";

    /// The server-sent event that stands for a message; empty if none does.
    private interface Reading {
        byte[] sse(EventMessage message) throws Corrupt;
    }

    private final Upstream.Listener relay;
    private final EventMessageReader reader;
    private final Reading reading;
    private boolean decodes;
    private boolean broken;

    private EventStreamProvider(Upstream.Listener relay, int frameLimit, Reading reading) {
        this.relay = relay;
        this.reader = new EventMessageReader(frameLimit);
        this.reading = reading;
    }

    /// For InvokeModel, which tells a model's own events in chunks.
    static EventStreamProvider ofChunks(Upstream.Listener relay, int frameLimit) {
        return new EventStreamProvider(relay, frameLimit, ChunkFrames::toSse);
    }

    /// For Converse, whose events are messages.
    static EventStreamProvider ofEvents(Upstream.Listener relay, int frameLimit) {
        return new EventStreamProvider(relay, frameLimit, EventFrames::toSse);
    }

    @Override
    public void head(int status, Headers headers) {
        decodes = status == 200
                && headers.first("content-type")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .startsWith(EVENT_STREAM);
        relay.head(
                status,
                decodes
                        ? headers.toBuilder()
                                .set("content-type", "text/event-stream")
                                .remove("content-length")
                                .build()
                        : headers);
    }

    @Override
    public void chunk(byte[] bytes) {
        if (!decodes) {
            relay.chunk(bytes);
        } else if (!broken) {
            decode(bytes);
        }
    }

    private void decode(byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length);
        try {
            for (EventMessage message : reader.feed(bytes)) {
                switch (message.header(":message-type")) {
                    case "exception", "error" -> {
                        tell(out);
                        fail(exception(message));
                        return;
                    }
                    default -> out.writeBytes(reading.sse(message));
                }
            }
            tell(out);
        } catch (Corrupt corrupt) {
            tell(out);
            fail(new Problem(
                    Kind.UPSTREAM_PROTOCOL, "the provider's event stream is corrupt: " + corrupt.getMessage()));
        }
    }

    private void tell(ByteArrayOutputStream sse) {
        if (sse.size() > 0) {
            relay.chunk(sse.toByteArray());
        }
    }

    private void fail(Problem problem) {
        broken = true;
        relay.broke(problem);
    }

    @Override
    public void ended() {
        if (broken) {
            return;
        }
        if (decodes && !reader.between()) {
            fail(new Problem(Kind.UPSTREAM_RESET, "the provider's event stream stopped in the middle of a message"));
        } else {
            relay.ended();
        }
    }

    @Override
    public void broke(Problem problem) {
        if (!broken) {
            relay.broke(problem);
        }
    }

    /// An exception has its name in the headers and its message in the payload; an error has both in the headers.
    private static Problem exception(EventMessage message) {
        boolean named = message.header(":message-type").equals("exception");
        String name = message.header(named ? ":exception-type" : ":error-code");
        String said = named ? said(message) : message.header(":error-message");
        return BedrockConverse.failure(name, "the provider ended its stream with %s: %s".formatted(name, said));
    }

    private static String said(EventMessage message) {
        try {
            return JsonMapper.shared()
                    .readTree(message.payload())
                    .path("message")
                    .stringValue("");
        } catch (JacksonException notJson) {
            return "";
        }
    }
}
