package dev.weir.relay;

import static dev.weir.relay.DispatchWorld.CHAT;
import static dev.weir.relay.DispatchWorld.STREAM;
import static dev.weir.relay.DispatchWorld.USED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.Broken;
import dev.weir.call.Outcome.By;
import dev.weir.call.Outcome.Served;
import dev.weir.call.ResponseFilter;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of a stream on its way to the client, and of the call when it ends too early.
class StreamRelayTest {

    private final DispatchWorld world = new DispatchWorld();

    @Test
    void changesNoByteOfAStreamAndCountsWhatItUsed() {
        world.dispatch(CHAT);

        world.provider.streams();
        world.provider.says(STREAM);
        world.provider.ends();

        assertThat(world.client.text()).isEqualTo(STREAM);
        assertThat(world.client.ended).isTrue();
        assertThat(world.outcome())
                .isInstanceOfSatisfying(
                        Served.class, served -> assertThat(served.usage()).isEqualTo(USED));
        assertThat(world.loop.alarms()).isZero();
    }

    /// A stream in each format, and how its error event begins. Before `COMPLETE` nothing says that it is complete.
    enum Streams {
        CHAT(Operation.CHAT, "data: {\"error\"", """
                data: {"choices":[{"index":0,"delta":{"content":"h\u00e9"},"finish_reason":null}]}

                : a comment
                data:{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}\r
                \r
                COMPLETE
                data: [DONE]

                """),
        MESSAGES(Operation.MESSAGES, "event: error\ndata: {\"type\":\"error\"", """
                event: message_start
                data: {"type":"message_start","message":{"usage":{"input_tokens":3}}}

                event: ping
                data: {"type":"ping"}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"h\u00e9"}}

                COMPLETE
                event: message_stop
                data: {"type":"message_stop"}

                """),
        RESPONSES(Operation.RESPONSES, "event: response.failed\ndata: {\"type\":\"response.failed\"", """
                event: response.created
                data: {"type":"response.created","sequence_number":0,"response":{"usage":null}}

                event: response.output_text.delta
                data: {"type":"response.output_text.delta","sequence_number":1,"delta":"h\u00e9"}

                COMPLETE
                event: response.completed
                data: {"type":"response.completed","sequence_number":2,"response":{"usage":{"input_tokens":3}}}

                """);

        private final Operation operation;
        private final String error;
        private final String stream;

        Streams(Operation operation, String error, String stream) {
            this.operation = operation;
            this.error = error;
            this.stream = stream;
        }

        String whole() {
            return stream.replace("COMPLETE\n", "");
        }

        int bytesBeforeTheEnd() {
            return stream.substring(0, stream.indexOf("COMPLETE")).getBytes(UTF_8).length;
        }
    }

    /// Wherever the provider breaks, the client sees whole frames and then exactly one error event; never a clean end.
    @ParameterizedTest
    @EnumSource
    void f_3_breaksAtEveryByteIntoExactlyOneErrorEvent(Streams format) {
        byte[] stream = format.whole().getBytes(UTF_8);
        for (int cut = 0; cut <= format.bytesBeforeTheEnd(); cut++) {
            var each = new DispatchWorld();
            each.dispatch(format.operation, CHAT);
            each.provider.streams();
            for (byte one : Arrays.copyOf(stream, cut)) {
                each.provider.says(new byte[] {one});
            }
            each.provider.breaks();

            String text = each.client.text();
            assertThat(text.split(Pattern.quote(format.error), -1))
                    .as("cut at %d", cut)
                    .hasSize(2);
            String before = text.substring(0, text.lastIndexOf(format.error));
            assertThat(format.whole()).startsWith(before);
            assertThat(before.isEmpty() || before.endsWith("\n\n") || before.endsWith("\n\r\n"))
                    .isTrue();
            assertThat(text).endsWith("}\n\n");
            assertThat(each.client.ended).isTrue();
            assertThat(each.outcome())
                    .isInstanceOfSatisfying(
                            Broken.class, broken -> assertThat(broken.by()).isEqualTo(By.PROVIDER));
        }
    }

    @ParameterizedTest
    @EnumSource
    void f_6_changesNoByteHoweverTheNetworkSlicesTheStream(Streams format) {
        byte[] stream = format.whole().getBytes(UTF_8);
        for (int cut = 1; cut < stream.length; cut++) {
            var each = new DispatchWorld();
            each.dispatch(format.operation, CHAT);
            each.provider.streams();
            each.provider.says(Arrays.copyOf(stream, cut));
            each.provider.says(Arrays.copyOfRange(stream, cut, stream.length));
            each.provider.ends();

            assertThat(each.client.got.toByteArray()).as("cut at %d", cut).isEqualTo(stream);
            assertThat(each.outcome()).isInstanceOf(Served.class);
        }
    }

    @Test
    void f_4_takesACleanEndInMidStreamForABreak() {
        world.dispatch(CHAT);

        world.provider.streams();
        world.provider.says(STREAM.substring(0, STREAM.indexOf(": a comment")));
        world.provider.ends();

        assertThat(world.client.text()).contains("\"error\":{");
        assertThat(world.outcome()).isInstanceOf(Broken.class);
    }

    @Test
    void takesAStreamThatBreaksAfterItsEndForComplete() {
        world.dispatch(CHAT);

        world.provider.streams();
        world.provider.says(STREAM);
        world.provider.breaks();

        assertThat(world.client.text()).isEqualTo(STREAM);
        assertThat(world.outcome()).isInstanceOf(Served.class);
    }

    @Test
    void s_bud_4_asksForTheUsageAndKeepsItFromAClientWhoDidNot() {
        world.dispatch("{\"model\":\"gpt-4o\",\"stream\":true}");

        world.provider.streams();
        world.provider.says(STREAM);
        world.provider.ends();

        assertThat(world.provider.body())
                .isEqualTo("{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        String frame = STREAM.lines()
                        .filter(line -> line.contains("\"choices\":[],"))
                        .findFirst()
                        .orElseThrow() + "\n\n";
        assertThat(world.client.text()).isEqualTo(STREAM.replace(frame, ""));
        assertThat(world.outcome().usage()).isEqualTo(USED);
    }

    @Test
    void tellsTheProviderToStopWhenTheClientLeavesInASilence() {
        world.dispatch(CHAT);
        world.provider.streams();

        world.client.gone.run();

        assertThat(world.provider.cancelled).isTrue();
        assertThat(world.outcome())
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.by()).isEqualTo(By.CLIENT));
        assertThat(world.loop.alarms()).isZero();
    }

    @Test
    void takesAClientWhoLeavesAfterTheEndForServed() {
        world.dispatch(CHAT);
        world.provider.streams();
        world.provider.says(STREAM);

        world.client.gone.run();

        assertThat(world.outcome()).isInstanceOf(Served.class);
    }

    @Test
    void letsASlowClientSlowTheProvider() {
        world.dispatch(CHAT);
        world.provider.streams();

        world.client.full = true;
        world.provider.says(STREAM.substring(0, STREAM.indexOf(": a comment")));
        assertThat(world.provider.paused).isTrue();

        world.client.drained.run();
        assertThat(world.provider.paused).isFalse();
    }

    @Test
    void f_31_aBugInAFilterEndsThisCallAndCutsItsAnswer() {
        world.dispatch(CHAT, Headers.NONE, new ResponseFilter() {
            @Override
            public Verdict piece(byte[] bytes) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public Verdict end() {
                throw new IllegalStateException("another");
            }
        });

        world.provider.streams();
        world.provider.says(STREAM);
        world.provider.ends();

        assertThat(world.client.cut).isTrue();
        assertThat(world.provider.cancelled).isTrue();
        assertThat(world.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(world.loop.alarms()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Stops.class)
    void aFilterThatStopsAnAnswerStopsTheProvider(Stops where) {
        world.dispatch(CHAT, Headers.NONE, where);

        world.provider.streams();
        world.provider.says(STREAM);
        if (where == Stops.AT_THE_END) {
            world.provider.ends();
        }

        assertThat(world.client.text()).contains("\"weir_code\":\"policy_blocked\"");
        assertThat(world.client.ended).isTrue();
        assertThat(world.outcome())
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.by()).isEqualTo(By.FILTER));
    }

    /// A response filter that says no.
    enum Stops implements ResponseFilter {
        AT_ONCE,
        AT_THE_END;

        @Override
        public Verdict piece(byte[] bytes) {
            return this == AT_ONCE ? stop() : new Verdict.Forward(bytes);
        }

        @Override
        public Verdict end() {
            return this == AT_THE_END ? stop() : new Verdict.Forward(new byte[0]);
        }

        private static Verdict stop() {
            return new Verdict.Stop(new Problem(Kind.POLICY_BLOCKED, "no"));
        }
    }
}
