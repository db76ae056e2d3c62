package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.format.AnthropicOnBedrock;
import dev.weir.wire.format.BedrockConverse;
import dev.weir.wire.frame.ChunkFrames;
import dev.weir.wire.frame.EventMessage;
import dev.weir.wire.frame.EventMessageReader;
import dev.weir.wire.frame.EventMessageReader.Corrupt;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Streams of AWS on their way in and out.
class EventStreamTest {

    private static final Headers AWS = Headers.of("content-type", "application/vnd.amazon.eventstream");

    private static final String SSE = """
            event: message_start
            data: {"type":"message_start","message":{"usage":{"input_tokens":3}}}

            event: content_block_delta
            data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"hé"}}

            event: message_stop
            data: {"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3}}

            """;

    private static final byte[] STREAM = stream();

    private static byte[] stream() {
        var out = new ByteArrayOutputStream();
        for (Frame frame : new SseReader().feed(SSE.getBytes(UTF_8))) {
            out.writeBytes(ChunkFrames.of(frame).encoded());
        }
        return out.toByteArray();
    }

    /// What the relay is told.
    private static final class Told implements Upstream.Listener {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<Problem> problems = new ArrayList<>();
        Headers headers = Headers.NONE;
        int ends;

        @Override
        public void head(int status, Headers newHeaders) {
            headers = newHeaders;
        }

        @Override
        public void chunk(byte[] chunk) {
            bytes.writeBytes(chunk);
        }

        @Override
        public void ended() {
            ends++;
        }

        @Override
        public void broke(Problem problem) {
            problems.add(problem);
        }

        String text() {
            return bytes.toString(UTF_8);
        }
    }

    private final Told told = new Told();
    private final EventStreamProvider provider = EventStreamProvider.ofChunks(told, 1 << 20);

    @Test
    void tellsAStreamOfAwsAsServerSentEventsHoweverItIsCut() {
        for (int at = 0; at <= STREAM.length; at++) {
            var each = new Told();
            var one = EventStreamProvider.ofChunks(each, 1 << 20);
            one.head(200, AWS);
            one.chunk(Arrays.copyOf(STREAM, at));
            one.chunk(Arrays.copyOfRange(STREAM, at, STREAM.length));
            one.ended();

            assertThat(each.text()).isEqualTo(SSE);
            assertThat(each.headers.first("content-type")).contains("text/event-stream");
            assertThat(each.ends).isEqualTo(1);
            assertThat(each.problems).isEmpty();
        }
    }

    @Test
    void breaksAStreamThatStopsInTheMiddleOfAMessageAtWhateverByte() {
        for (int at = 0; at < STREAM.length; at++) {
            var each = new Told();
            var one = EventStreamProvider.ofChunks(each, 1 << 20);
            one.head(200, AWS);
            one.chunk(Arrays.copyOf(STREAM, at));
            one.ended();

            assertThat(SSE).startsWith(each.text());
            assertThat(each.text()).matches("(?s)|.*\n\n");
            assertThat(each.ends + each.problems.size()).isEqualTo(1);
        }
    }

    @Test
    void f_7_tellsNothingOfAMessageInWhichABitIsWrong() {
        for (int bit = 0; bit < STREAM.length * 8; bit += 5) {
            byte[] wrong = STREAM.clone();
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            var each = new Told();
            var one = EventStreamProvider.ofChunks(each, 1 << 20);
            one.head(200, AWS);
            one.chunk(wrong);
            one.ended();
            one.broke(new Problem(Kind.UPSTREAM_RESET, "once is enough"));

            assertThat(SSE).startsWith(each.text());
            assertThat(each.text().length()).isLessThan(SSE.length());
            assertThat(each.problems).hasSize(1);
            assertThat(each.ends).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, UPSTREAM_RATE_LIMITED",
        "serviceUnavailableException, UPSTREAM_OVERLOADED",
        "modelTimeoutException, UPSTREAM_TIMEOUT",
        "validationException, UPSTREAM_REFUSED",
        "modelStreamErrorException, UPSTREAM_ERROR",
        "internalServerException, UPSTREAM_ERROR",
        "somethingNewException, UPSTREAM_ERROR"
    })
    void breaksAStreamThatEndsWithAnException(String name, Kind kind) {
        provider.head(200, AWS);
        provider.chunk(STREAM.clone());
        provider.chunk(EventMessage.exception(name, "{\"message\":\"too many\"}".getBytes(UTF_8))
                .encoded());
        provider.ended();

        assertThat(told.text()).isEqualTo(SSE);
        assertThat(told.problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.kind()).isEqualTo(kind))
                .satisfies(problem -> assertThat(problem.detail())
                        .isEqualTo("the provider ended its stream with %s: too many".formatted(name)));
        assertThat(told.ends).isZero();
    }

    @Test
    void passesOverWhatItDoesNotKnowAndLeavesOtherAnswersAlone() {
        provider.head(200, AWS);
        provider.chunk(EventMessage.event("somethingNew", "{}".getBytes(UTF_8)).encoded());
        provider.chunk(STREAM);
        provider.ended();
        assertThat(told.text()).isEqualTo(SSE);

        var plain = new Told();
        var json = EventStreamProvider.ofChunks(plain, 1 << 20);
        json.head(400, Headers.of("content-type", "application/json", "content-length", "2"));
        json.chunk("{}".getBytes(UTF_8));
        json.ended();
        assertThat(plain.text()).isEqualTo("{}");
        assertThat(plain.headers.first("content-length")).contains("2");
    }

    /// Converse tells each event in a message of its own type, and its data passes as it is.
    @Test
    void takesAStreamOfConverseInAndOutAsItIsHoweverItIsCut() throws Corrupt {
        var in = new ByteArrayOutputStream();
        in.writeBytes(EventMessage.event("messageStart", "{\"role\":\"assistant\"}".getBytes(UTF_8))
                .encoded());
        in.writeBytes(
                EventMessage.event("contentBlockDelta", "{\"contentBlockIndex\":0, \"p\" : \"hé\"}".getBytes(UTF_8))
                        .encoded());
        in.writeBytes(EventMessage.event("somethingNew", "{}".getBytes(UTF_8)).encoded());
        in.writeBytes(EventMessage.event("messageStop", "{\"stopReason\":\"end_turn\"}".getBytes(UTF_8))
                .encoded());
        byte[] stream = in.toByteArray();

        for (int at = 0; at <= stream.length; at++) {
            var whole = new Told();
            var one = EventStreamProvider.ofEvents(whole, 1 << 20);
            one.head(200, AWS);
            one.chunk(Arrays.copyOf(stream, at));
            one.chunk(Arrays.copyOfRange(stream, at, stream.length));
            one.ended();
            var fake = new FakeClient();
            var client = EventStreamClient.ofEvents(fake);
            client.head(200, Headers.of("content-type", "text/event-stream", "request-id", "req_1"));
            client.send(whole.bytes.toByteArray());
            assertThat(fake.got.toByteArray()).isEqualTo(stream);

            var cut = new Told();
            var broken = EventStreamProvider.ofEvents(cut, 1 << 20);
            broken.head(200, AWS);
            broken.chunk(Arrays.copyOf(stream, at));
            broken.ended();
            assertThat(whole.text()).startsWith(cut.text());
            assertThat(cut.ends + cut.problems.size()).isEqualTo(1);
        }
    }

    @Test
    void endsAStreamOfConverseThatFailedWithAnException() throws Corrupt {
        var fake = new FakeClient();
        var client = EventStreamClient.ofEvents(fake);
        client.head(200, Headers.of("content-type", "text/event-stream"));
        client.send(BedrockConverse.FORMAT.watch().failure(new Problem(Kind.UPSTREAM_RATE_LIMITED, "later"), "req_1"));

        EventMessage sent =
                new EventMessageReader(1 << 20).feed(fake.got.toByteArray()).getFirst();
        assertThat(sent.header(":exception-type")).isEqualTo("throttlingException");
        assertThat(new String(sent.payload(), UTF_8)).isEqualTo("{\"message\":\"later\"}");
    }

    @Test
    void sendsAStreamOfAwsToWhoeverCalledAsIfWeWereBedrock() throws Corrupt {
        var fake = new FakeClient();
        var client = EventStreamClient.ofChunks(fake);

        client.head(200, Headers.of("content-type", "text/event-stream"));
        client.send(AnthropicOnBedrock.FORMAT.heartbeat());
        client.send(": a comment\n\n".getBytes(UTF_8));
        client.send(SSE.getBytes(UTF_8));
        client.send(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"later\"}}\n\n"
                        .getBytes(UTF_8));
        client.end();

        List<EventMessage> sent = new EventMessageReader(1 << 20).feed(fake.got.toByteArray());
        assertThat(sent.getFirst().header(":event-type")).isEqualTo("keepalive");
        var sse = new ByteArrayOutputStream();
        for (EventMessage message : sent) {
            sse.writeBytes(ChunkFrames.toSse(message));
        }
        assertThat(sse.toString(UTF_8)).isEqualTo(SSE);
        assertThat(sent.getLast().header(":exception-type")).isEqualTo("serviceUnavailableException");
        assertThat(new String(sent.getLast().payload(), UTF_8)).isEqualTo("{\"message\":\"later\"}");
        assertThat(fake.ended).isTrue();
    }
}
