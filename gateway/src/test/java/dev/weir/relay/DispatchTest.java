package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Attempt;
import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.Broken;
import dev.weir.call.Outcome.By;
import dev.weir.call.Outcome.Served;
import dev.weir.call.Outcome.Unserved;
import dev.weir.call.ResponseFilter;
import dev.weir.config.Leaving;
import dev.weir.config.Passes;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Address;
import dev.weir.provider.CredentialPool;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.provider.auth.AuthStyle;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.provider.auth.Renewed;
import dev.weir.store.Secret;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DispatchTest {

    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";

    private static final String STREAM = """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

            : a comment
            data: {"choices":[{"index":0,"delta":{"content":"h\u00e9"},"finish_reason":null}],"usage":null}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

            data: {"choices":[],"usage":{"prompt_tokens":21,"completion_tokens":17,"prompt_tokens_details":{"cached_tokens":8}}}

            data: [DONE]

            """;

    private static final Usage USED = new Usage(13, 8, CacheWrite.NONE, 17, 0);

    private static final Proof PROOF = new Proof.Key(AuthStyle.BEARER, new Secret("key-of-the-gateway"));

    private final Loop loop = new Loop();
    private final FakeClient client = new FakeClient();
    private final FakeProvider provider = new FakeProvider();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Credential credential = new Credential("first", 1, Proofs.kept(() -> Optional.of(PROOF)));
    private final CredentialPool pool = new CredentialPool(List.of(credential), InstantSource.system());

    @Test
    void changesNoByteOfAStreamAndCountsWhatItUsed() {
        dispatch(CHAT);

        provider.streams();
        provider.says(STREAM);
        provider.ends();

        assertThat(client.text()).isEqualTo(STREAM);
        assertThat(client.ended).isTrue();
        assertThat(outcome())
                .isInstanceOfSatisfying(
                        Served.class, served -> assertThat(served.usage()).isEqualTo(USED));
        assertThat(loop.alarms()).isZero();
    }

    @Test
    void sendsTheCallersBytesAndNoneOfTheCallersCredentials() {
        dispatch(
                CHAT,
                Headers.of(
                        "authorization",
                        "Bearer callers",
                        "x-api-key",
                        "callers",
                        "openai-beta",
                        "x=1",
                        "cookie",
                        "c"));

        assertThat(provider.body()).isEqualTo(CHAT);
        Headers sent = provider.asked.getLast().headers();
        assertThat(sent.all("authorization")).containsExactly("Bearer key-of-the-gateway");
        assertThat(sent.first("openai-beta")).contains("x=1");
        assertThat(sent.has("x-api-key")).isFalse();
        assertThat(sent.has("cookie")).isFalse();
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
            var each = new DispatchTest();
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
            var each = new DispatchTest();
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
        dispatch(CHAT);

        provider.streams();
        provider.says(STREAM.substring(0, STREAM.indexOf(": a comment")));
        provider.ends();

        assertThat(client.text()).contains("\"error\":{");
        assertThat(outcome()).isInstanceOf(Broken.class);
    }

    @Test
    void takesAStreamThatBreaksAfterItsEndForComplete() {
        dispatch(CHAT);

        provider.streams();
        provider.says(STREAM);
        provider.breaks();

        assertThat(client.text()).isEqualTo(STREAM);
        assertThat(outcome()).isInstanceOf(Served.class);
    }

    @Test
    void s_bud_4_asksForTheUsageAndKeepsItFromAClientWhoDidNot() {
        dispatch("{\"model\":\"gpt-4o\",\"stream\":true}");

        provider.streams();
        provider.says(STREAM);
        provider.ends();

        assertThat(provider.body())
                .isEqualTo("{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        String frame = STREAM.lines()
                        .filter(line -> line.contains("\"choices\":[],"))
                        .findFirst()
                        .orElseThrow() + "\n\n";
        assertThat(client.text()).isEqualTo(STREAM.replace(frame, ""));
        assertThat(outcome().usage()).isEqualTo(USED);
    }

    @Test
    void tellsTheProviderToStopWhenTheClientLeavesInASilence() {
        dispatch(CHAT);
        provider.streams();

        client.gone.run();

        assertThat(provider.cancelled).isTrue();
        assertThat(outcome())
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.by()).isEqualTo(By.CLIENT));
        assertThat(loop.alarms()).isZero();
    }

    @Test
    void takesAClientWhoLeavesAfterTheEndForServed() {
        dispatch(CHAT);
        provider.streams();
        provider.says(STREAM);

        client.gone.run();

        assertThat(outcome()).isInstanceOf(Served.class);
    }

    @Test
    void letsASlowClientSlowTheProvider() {
        dispatch(CHAT);
        provider.streams();

        client.full = true;
        provider.says(STREAM.substring(0, STREAM.indexOf(": a comment")));
        assertThat(provider.paused).isTrue();

        client.drained.run();
        assertThat(provider.paused).isFalse();
    }

    @Test
    void r_to_1_doesNotBlameTheProviderForASlowClient() {
        dispatch(CHAT);
        provider.streams();
        client.full = true;
        for (int i = 0; i < 10; i++) {
            provider.says("data: {}\n\n");
            loop.pass(RelaySettings.DEFAULTS.stall().minusSeconds(1));
            client.drained.run();
        }

        assertThat(outcomes).isEmpty();
    }

    @Test
    void s_dos_4_givesUpOnAClientThatTakesNothingForAMinute() {
        dispatch(CHAT);
        provider.streams();
        client.full = true;
        provider.says(STREAM.substring(0, STREAM.indexOf(": a comment")));

        loop.pass(RelaySettings.DEFAULTS.stall().minusMillis(1));
        assertThat(outcomes).isEmpty();
        loop.pass(Duration.ofMillis(1));

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(Outcome.Broken.class, broken -> {
            assertThat(broken.by()).isEqualTo(By.CLIENT);
            assertThat(broken.problem().detail()).contains("took nothing of its answer for 60 s");
        });
        assertThat(client.cut).isTrue();
        assertThat(provider.cancelled).isTrue();
        assertThat(loop.alarms()).isZero();
    }

    @Test
    void f_5_givesUpOnAProviderThatDoesNotBegin() {
        dispatch("{\"model\":\"gpt-4o\"}");

        loop.pass(RelaySettings.DEFAULTS.firstByteWhole());

        assertThat(problem()).isEqualTo(Kind.UPSTREAM_TIMEOUT);
        assertThat(provider.cancelled).isTrue();
        assertThat(client.status).isZero();
    }

    @Test
    void f_5_givesUpOnAProviderThatFallsSilent() {
        dispatch(CHAT);
        provider.streams();
        provider.says(STREAM.substring(0, STREAM.indexOf(": a comment")));

        loop.pass(RelaySettings.DEFAULTS.idle());

        assertThat(client.text()).contains("\"weir_code\":\"upstream_timeout\"");
        assertThat(outcome()).isInstanceOf(Broken.class);
    }

    @Test
    void r_to_2_beatsWhileTheModelThinksAndStillTellsARefusalInTheStream() {
        dispatch(CHAT);

        loop.pass(Duration.ofSeconds(19));
        assertThat(client.status).isZero();
        loop.pass(Duration.ofSeconds(22));
        assertThat(client.status).isEqualTo(200);
        assertThat(client.text()).isEqualTo(": keepalive\n\n: keepalive\n\n");

        provider.head(400, "content-type", "application/json");
        provider.says("{\"error\":{\"message\":\"no\"}}");
        provider.ends();
        assertThat(problem()).isEqualTo(Kind.UPSTREAM_ERROR);
    }

    /// Google's SDK for JavaScript reads no comments.
    @Test
    void beatsForCallersOfGeminiWithAPieceThatSaysNothing() {
        dispatch(Operation.GENERATE_CONTENT, "{\"contents\":[],\"stream\":true}");

        loop.pass(Duration.ofSeconds(21));

        assertThat(client.text())
                .startsWith("data: {")
                .contains("\"text\":\"\"")
                .endsWith("}\n\n");
    }

    @Test
    void takesNoWholeAnswerForAStreamThatAHeartbeatHasBegun() {
        dispatch(CHAT);
        loop.pass(Duration.ofSeconds(21));

        provider.head(200, "content-type", "application/json");
        provider.says("{}");

        assertThat(client.text()).isEqualTo(": keepalive\n\n");
        assertThat(problem()).isEqualTo(Kind.UPSTREAM_PROTOCOL);
    }

    @Test
    void f_31_aBugInAFilterEndsThisCallAndCutsItsAnswer() {
        dispatch(CHAT, Headers.NONE, new ResponseFilter() {
            @Override
            public Verdict piece(byte[] bytes) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public Verdict end() {
                throw new IllegalStateException("another");
            }
        });

        provider.streams();
        provider.says(STREAM);
        provider.ends();

        assertThat(client.cut).isTrue();
        assertThat(provider.cancelled).isTrue();
        assertThat(outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(loop.alarms()).isZero();
    }

    @Test
    void passesAnErrorAboutTheRequestWordForWord() {
        dispatch(CHAT);

        provider.head(
                400,
                "content-type",
                "application/json",
                "x-ratelimit-remaining-tokens",
                "3",
                "openai-organization",
                "o");
        provider.says("{\"error\":{\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\"}}");
        provider.ends();

        assertThat(client.status).isEqualTo(400);
        assertThat(client.text())
                .isEqualTo("{\"error\":{\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\"}}");
        assertThat(client.headers.has("x-ratelimit-remaining-tokens")).isFalse();
        assertThat(client.headers.has("openai-organization")).isFalse();
    }

    @Test
    void f_29_keepsTheRefusalOfOurCredentialFromTheCaller() {
        dispatch(CHAT);

        provider.head(401, "content-type", "application/json");
        provider.says("{\"error\":{\"message\":\"Incorrect API key provided: key-of-the-gateway\"}}");
        provider.ends();

        assertThat(problem()).isEqualTo(Kind.UPSTREAM_AUTH);
        assertThat(client.status).isZero();
    }

    @Test
    void s_log_2_takesOurKeyOutOfAProvidersError() {
        dispatch(CHAT);

        provider.head(400, "content-type", "application/json");
        provider.says("{\"error\":{\"message\":\"bad: key-of-the-gateway\"}}");
        provider.ends();

        assertThat(client.text()).isEqualTo("{\"error\":{\"message\":\"bad: ***\"}}");
    }

    @Test
    void s_ssrf_4_followsNoRedirect() {
        dispatch(CHAT);

        provider.head(307, "location", "http://169.254.169.254/");

        assertThat(problem()).isEqualTo(Kind.UPSTREAM_REDIRECT);
        assertThat(provider.asked).hasSize(1);
    }

    @Test
    void f_8_refusesAnAnswerThatIsNeitherJsonNorAStream() {
        dispatch(CHAT);

        provider.head(200, "content-type", "text/html");

        assertThat(problem()).isEqualTo(Kind.UPSTREAM_PROTOCOL);
        assertThat(client.status).isZero();
    }

    @Test
    void f_2_asksOnceMoreAfterAResetBeforeTheHeadersAndThenTellsIt() {
        dispatch(CHAT);

        provider.breaks();
        assertThat(outcomes).isEmpty();
        loop.pass(Duration.ofSeconds(1));
        provider.breaks();

        assertThat(provider.asked).hasSize(2);
        assertThat(problem()).isEqualTo(Kind.UPSTREAM_RESET);
    }

    @Test
    void tellsAnErrorInPlaceOfAShortAnswerThatBreaks() {
        dispatch("{\"model\":\"gpt-4o\"}");

        provider.head(200, "content-type", "application/json", "content-length", "100");
        provider.says("{\"id\":");
        provider.breaks();

        assertThat(client.status).isZero();
        assertThat(problem()).isEqualTo(Kind.UPSTREAM_RESET);
    }

    @Test
    void f_8_takesNoHalfAnswerAndNoErrorForAnAnswer() {
        for (String none : List.of("", "{\"id\":", "[]", "{\"error\":{\"message\":\"no\"}}")) {
            var each = new DispatchTest();
            each.dispatch("{\"model\":\"gpt-4o\"}");
            each.provider.head(200, "content-type", "application/json");
            each.provider.says(none);
            each.provider.ends();

            assertThat(each.problem()).as(none).isEqualTo(Kind.UPSTREAM_PROTOCOL);
        }
    }

    @Test
    void cutsALongAnswerThatBreaksWithoutWordsForIt() {
        dispatch("{\"model\":\"gpt-4o\"}");

        provider.head(200, "content-type", "application/json", "content-length", "100000");
        provider.says("{\"id\":\"" + "x".repeat(70_000));
        provider.breaks();

        assertThat(client.cut).isTrue();
        assertThat(outcome()).isInstanceOf(Broken.class);
    }

    @Test
    void readsTheUsageOfAWholeAnswer() {
        dispatch("{\"model\":\"gpt-4o\"}");

        provider.head(200, "content-type", "application/json");
        for (byte one :
                "{\"id\":\"x\",\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":17,\"prompt_tokens_details\":{\"cached_tokens\":8}}}"
                        .getBytes(UTF_8)) {
            provider.says(new byte[] {one});
        }
        provider.ends();

        assertThat(outcome().usage()).isEqualTo(USED);
    }

    @ParameterizedTest
    @EnumSource(Stops.class)
    void aFilterThatStopsAnAnswerStopsTheProvider(Stops where) {
        dispatch(CHAT, Headers.NONE, where);

        provider.streams();
        provider.says(STREAM);
        if (where == Stops.AT_THE_END) {
            provider.ends();
        }

        assertThat(client.text()).contains("\"weir_code\":\"policy_blocked\"");
        assertThat(client.ended).isTrue();
        assertThat(outcome())
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.by()).isEqualTo(By.FILTER));
    }

    @Test
    void changesTheModelToTheNameThatTheProviderKnows() {
        dispatch("{\"model\":\"ours\",\"stream\":false , \"x\":1.0}");

        assertThat(provider.body()).isEqualTo("{\"model\":\"gpt-4o\",\"stream\":false , \"x\":1.0}");
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

    @Test
    void f_29_asksOnceMoreWithAFreshTokenAndThenGivesUp() {
        var tokens = new ArrayDeque<>(List.of("first", "second", "third"));
        var renewed = new Renewed<Proof>(
                () -> Lapsing.never(new Proof.Key(AuthStyle.BEARER, new Secret(tokens.remove()))),
                InstantSource.system(),
                Runnable::run,
                failure -> {});
        var lapsing = new Credential("lapsing", 1, Proofs.fetched(renewed));
        renewed.get().toCompletableFuture().join();
        dispatch(Operation.CHAT, CHAT, Headers.NONE, new CredentialPool(List.of(lapsing), InstantSource.system()));

        provider.head(401, "content-type", "application/json");
        provider.says("{}");
        provider.ends();
        assertThat(provider.asked).hasSize(2);
        assertThat(provider.asked.getLast().headers().first("authorization")).contains("Bearer second");
        assertThat(outcomes).isEmpty();

        provider.streams();
        provider.says(STREAM);
        provider.ends();
        assertThat(client.text()).isEqualTo(STREAM);
        assertThat(client.headers.first("x-weir-attempts")).contains("2");
        assertThat(outcome().attempts()).extracting(Attempt::status).containsExactly(401, 200);
    }

    @Test
    void f_29_givesUpWhenTheFreshTokenIsRefusedToo() {
        var renewed = new Renewed<Proof>(
                () -> Lapsing.never(new Proof.Key(AuthStyle.BEARER, new Secret("always"))),
                InstantSource.system(),
                Runnable::run,
                failure -> {});
        var lapsing = new Credential("lapsing", 1, Proofs.fetched(renewed));
        renewed.get().toCompletableFuture().join();
        dispatch(Operation.CHAT, CHAT, Headers.NONE, new CredentialPool(List.of(lapsing), InstantSource.system()));

        for (int times = 0; times < 2; times++) {
            provider.head(401, "content-type", "application/json");
            provider.says("{}");
            provider.ends();
        }

        assertThat(provider.asked).hasSize(2);
        assertThat(problem()).isEqualTo(Kind.UPSTREAM_AUTH);
    }

    private void dispatch(String body) {
        dispatch(body, Headers.NONE);
    }

    private void dispatch(Operation operation, String body) {
        dispatch(operation, body, Headers.NONE);
    }

    private void dispatch(String body, Headers headers, ResponseFilter... filters) {
        dispatch(Operation.CHAT, body, headers, filters);
    }

    private void dispatch(Operation operation, String body, Headers headers, ResponseFilter... filters) {
        dispatch(operation, body, headers, pool, filters);
    }

    private void dispatch(
            Operation operation, String body, Headers headers, CredentialPool credentials, ResponseFilter... filters) {
        Call plain = Calls.of(operation, "/v1", body);
        var call = new Call(
                plain.id(),
                plain.principal(),
                plain.asked(),
                plain.words(),
                plain.target(),
                headers,
                plain.request(),
                plain.plan(),
                plain.tab());
        var openai = new Provider(
                "openai",
                "openai",
                new Address(true, "provider.test", 443),
                Map.of(operation, Service.of(operation, "/v1/path")),
                Headers.NONE,
                Passes.BY_DEFAULT,
                Leaving.CANCEL,
                credentials);
        var answering = new Answering(client, new LiveCalls());
        var attempts =
                new Attempts(Places.with(provider, loop, answering, openai), call, List.of(filters), outcomes::add);
        answering.onGone(() -> attempts.clientGone(new Problem(Kind.CLIENT_LEFT, "the client left")));
        attempts.start();
    }

    private Outcome outcome() {
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    private Kind problem() {
        return ((Unserved) outcome()).problem().kind();
    }
}
