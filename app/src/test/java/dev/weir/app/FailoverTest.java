package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.WireFormat;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// The whole gateway, over sockets, in front of five providers that fail in every way at every place.
class FailoverTest {

    private static final String ANSWER = "Hello from the simulator. PONG.";
    private static final String TARGETS = "\"targets\": [{\"provider\": \"p0\"}, {\"provider\": \"p1\"},"
            + " {\"provider\": \"p2\"}, {\"provider\": \"p3\"}, {\"provider\": \"p4\"}]";
    private static final String QUICKLY = "\"request_timeout\": 300, ";

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Five five;

    @BeforeAll
    static void start() throws Exception {
        // Breakers have a test of their own; here every target is asked, whatever it did before.
        five = new Five(folder, """
                timeouts: {connect: 500ms, first-byte: 300ms, first-byte-whole: 300ms, idle: 300ms, total: 20s, heartbeat: 10s}
                routing: {breaker: {failures: 10000, failure-rate: 100, requests: 1000000}}
                models:
                  sturdy:
                    strategy: {mode: fallback}
                    targets: [{provider: p0, model: claude-opus-4-6}, {provider: p3, model: gpt-4o}]
                """);
    }

    @AfterAll
    static void stop() {
        five.close();
    }

    @AfterEach
    void wellAgain() throws Exception {
        five.noFaults();
    }

    enum Strategy {
        SINGLE("\"mode\": \"single\"", false),
        FALLBACK("\"mode\": \"fallback\"", true),
        LOADBALANCE("\"mode\": \"loadbalance\"", true),
        LATENCY("\"mode\": \"latency\"", true),
        CONDITIONAL(
                "\"mode\": \"conditional\", \"conditions\": [{\"query\": {\"params.model\": \"m\"}, \"then\": \"all\"}]",
                true);

        private final String words;
        private final boolean goesOn;

        Strategy(String words, boolean goesOn) {
            this.words = words;
            this.goesOn = goesOn;
        }

        String config() {
            if (this == CONDITIONAL) {
                return "{" + QUICKLY + "\"strategy\": {" + words + "}, \"targets\": [{\"name\": \"all\","
                        + " \"strategy\": {\"mode\": \"fallback\"}, " + TARGETS + "}]}";
            }
            return "{" + QUICKLY + "\"strategy\": {" + words + "}, " + TARGETS + "}";
        }
    }

    /// What comes in place of an answer; another provider gives one.
    private static final List<String> INSTEAD = List.of(
            "status=500",
            "status=503;retry-after=1",
            "status=429;retry-after=600",
            "status=529",
            "status=401",
            "status=403",
            "status=408",
            "html",
            "redirect",
            "reset",
            "silence");

    @ParameterizedTest
    @EnumSource
    void f_2_f_8_f_9_answersFromAnotherProviderWhateverComesInPlaceOfAnAnswer(Strategy strategy) throws Exception {
        for (String fault : INSTEAD) {
            for (Caller caller : Caller.values()) {
                for (boolean streams : List.of(false, true)) {
                    for (int failing : waits(fault) ? List.of(1) : List.of(1, 3, 4, 5)) {
                        Seen seen = ask(strategy, fault, failing, caller, streams);

                        String what = "%s, %d times %s, %s, streams: %s: %s"
                                .formatted(strategy, failing, fault, caller, streams, seen);
                        if (failing < Five.SIZE && strategy.goesOn) {
                            assertThat(seen).as(what).isEqualTo(new Seen.Answer(ANSWER));
                        } else {
                            assertThat(seen).as(what).isNotInstanceOf(Seen.Mess.class);
                        }
                    }
                }
            }
        }
    }

    /// Before the first content another provider takes over; after it the stream ends in one error.
    @ParameterizedTest
    @EnumSource
    void f_3_f_4_f_5_tellsOneAnswerOrOneErrorWhereverAStreamBreaks(Strategy strategy) throws Exception {
        for (String fault : List.of("error", "cut", "half", "end", "stall", "garbage")) {
            for (int after = 0; after <= 7; after += waits(fault) ? 3 : 1) {
                for (Caller caller : Caller.values()) {
                    for (boolean streams : List.of(true, false)) {
                        for (int failing : waits(fault) ? List.of(1) : List.of(1, 4, 5)) {
                            Seen seen = ask(strategy, fault + ";after=" + after, failing, caller, streams);

                            String what = "%s, %d times %s after %d, %s, streams: %s: %s"
                                    .formatted(strategy, failing, fault, after, caller, streams, seen);
                            assertThat(seen).as(what).isNotInstanceOf(Seen.Mess.class);
                            boolean early = after == 0 && !fault.equals("garbage");
                            if (early && failing < Five.SIZE && strategy.goesOn) {
                                assertThat(seen).as(what).isEqualTo(new Seen.Answer(ANSWER));
                            }
                        }
                    }
                }
            }
        }
    }

    /// Until a deadline has passed; each place is tried once for each strategy.
    private static boolean waits(String fault) {
        return fault.equals("silence") || fault.equals("stall");
    }

    @Test
    void f_5_tellsOneErrorWhenAllAreSilent() throws Exception {
        for (String fault : List.of("silence", "stall;after=0")) {
            Seen seen = ask(Strategy.FALLBACK, fault, Five.SIZE, Caller.MESSAGES, true);

            assertThat(seen)
                    .isInstanceOfSatisfying(
                            Seen.Failed.class,
                            failed -> assertThat(failed.begun()).isFalse());
        }
    }

    enum Caller {
        MESSAGES("/v1/messages"),
        CHAT("/v1/chat/completions");

        private final String path;

        Caller(String path) {
            this.path = path;
        }

        WireFormat format() {
            return this == MESSAGES ? AnthropicMessages.FORMAT : OpenAiChat.FORMAT;
        }

        String body(String model, boolean streams) {
            return "{\"model\": \"" + model + "\", \"max_tokens\": 50, \"stream\": " + streams
                    + ", \"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}";
        }
    }

    private static Seen ask(Strategy strategy, String fault, int failing, Caller caller, boolean streams)
            throws Exception {
        five.noFaults();
        for (int i = 0; i < failing; i++) {
            five.fault(i, fault, 9);
        }
        return Seen.of(post(strategy.config(), caller, streams), caller.format());
    }

    private static HttpResponse<byte[]> post(String config, Caller caller, boolean streams) throws Exception {
        return caller == Caller.CHAT
                ? five.post(caller.path, caller.body("m", streams), "x-portkey-config", config)
                : five.post(
                        caller.path,
                        caller.body("m", streams),
                        "x-portkey-config",
                        config,
                        "anthropic-version",
                        "2023-06-01");
    }

    @Test
    void r_fb_1_saysWhoAnsweredHowOftenItAskedAndWhereThatStands() throws Exception {
        five.fault(0, "status=500", 9);
        five.fault(1, "reset", 9);

        HttpResponse<byte[]> answer = post(Strategy.FALLBACK.config(), Caller.CHAT, true);

        assertThat(header(answer, "x-weir-target")).isEqualTo("p2/m");
        assertThat(header(answer, "x-weir-attempts")).isEqualTo("3");
        assertThat(header(answer, "server-timing")).matches("gateway;dur=\\d+\\.\\d{3}(, [a-z]+;dur=\\d+\\.\\d{3})*");
        assertThat(header(answer, "x-portkey-last-used-option-index")).isEqualTo("config.targets[2]");
        assertThat(header(answer, "x-portkey-provider")).isEqualTo("p2");
        assertThat(header(answer, "x-portkey-retry-attempt-count")).isEqualTo("0");
        assertThat(header(answer, "x-portkey-cache-status")).isEqualTo("DISABLED");
        assertThat(header(answer, "x-portkey-trace-id")).startsWith("req_");
    }

    @Test
    void saysNothingInPortkeysWordsToThoseWhoDoNotSpeakThem() throws Exception {
        HttpResponse<byte[]> answer = five.post(Caller.CHAT.path, Caller.CHAT.body("sturdy", false));

        assertThat(header(answer, "x-weir-target")).isEqualTo("p0/claude-opus-4-6");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("x-portkey-"));
    }

    @Test
    void goesOnToATargetInAnotherFormat() throws Exception {
        five.fault(0, "status=529", 9);

        for (Caller caller : Caller.values()) {
            HttpResponse<byte[]> answer =
                    five.post(caller.path, caller.body("sturdy", true), "anthropic-version", "2023-06-01");

            assertThat(Seen.of(answer, caller.format())).isEqualTo(new Seen.Answer(ANSWER));
            assertThat(header(answer, "x-weir-target")).isEqualTo("p3/gpt-4o");
        }
    }

    @Test
    void r_retry_1_asksAgainAsOftenAsIsSaidAndCountsAsPortkeyDoes() throws Exception {
        String config = "{\"provider\": \"p0\", \"retry\": {\"attempts\": 2, \"on_status_codes\": [500]}}";
        five.fault(0, "status=500", 2);
        HttpResponse<byte[]> served = post(config, Caller.CHAT, false);
        five.fault(0, "status=500", 9);
        HttpResponse<byte[]> inVain = post(config, Caller.CHAT, false);

        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(header(served, "x-portkey-retry-attempt-count")).isEqualTo("2");
        assertThat(header(served, "x-weir-attempts")).isEqualTo("3");
        assertThat(header(inVain, "x-portkey-retry-attempt-count")).isEqualTo("-1");
        assertThat(header(inVain, "x-weir-attempts")).isEqualTo("3");
        assertThat(header(post("{\"provider\": \"nobody\"}", Caller.CHAT, false), "x-portkey-gateway-exception"))
                .isEqualTo("true");
    }

    @Test
    void tellsTheLastErrorWordForWordWhenAllHaveRefused() throws Exception {
        for (int i = 0; i < Five.SIZE; i++) {
            five.fault(i, "status=418;body=%7B%22error%22:%7B%22message%22:%22no" + i + "%22%7D%7D", 9);
        }

        HttpResponse<byte[]> answer = post(Strategy.FALLBACK.config(), Caller.CHAT, true);

        assertThat(answer.statusCode()).isEqualTo(418);
        assertThat(new String(answer.body(), UTF_8)).contains("no4");
    }

    @Test
    void goesOnOnlyAfterTheStatusesThatAreSaid() throws Exception {
        String config = "{\"strategy\": {\"mode\": \"fallback\", \"on_status_codes\": [429]}, " + TARGETS + "}";
        five.fault(0, "status=500", 9);
        HttpResponse<byte[]> other = post(config, Caller.MESSAGES, false);
        five.fault(0, "status=429", 9);
        HttpResponse<byte[]> said = post(config, Caller.MESSAGES, false);

        assertThat(other.statusCode()).isEqualTo(500);
        assertThat(header(said, "x-weir-target")).isEqualTo("p1/m");
    }

    @Test
    void overridesParametersForOneTargetAndNotForTheNext() throws Exception {
        String config = "{\"strategy\": {\"mode\": \"fallback\"}, \"targets\": ["
                + "{\"provider\": \"p0\", \"override_params\": {\"max_tokens\": \"wrong\", \"model\": \"claude-9\"}},"
                + "{\"provider\": \"p1\"}]}";

        HttpResponse<byte[]> answer = post(config, Caller.MESSAGES, false);

        assertThat(Seen.of(answer, AnthropicMessages.FORMAT)).isEqualTo(new Seen.Answer(ANSWER));
        assertThat(header(answer, "x-weir-target")).isEqualTo("p1/m");
        assertThat(header(answer, "x-weir-attempts")).isEqualTo("2");
    }

    /// What one provider signed nobody else can read.
    @Test
    void r_fb_1_takesTheSignedThoughtsOfAnotherProviderOutAndSaysSo() throws Exception {
        String config =
                "{\"strategy\": {\"mode\": \"fallback\"}, \"targets\": [{\"provider\": \"p0\"}, {\"provider\": \"p1\"}]}";
        String[] headers = {
            "x-portkey-config", config, "anthropic-version", "2023-06-01", "x-claude-code-session-id", "thinking"
        };
        String thinks = "{\"model\": \"claude-opus-4-6\", \"max_tokens\": 4000,"
                + " \"thinking\": {\"type\": \"enabled\", \"budget_tokens\": 2000}, \"messages\": ["
                + "{\"role\": \"user\", \"content\": \"hello\"}%s]}";
        HttpResponse<byte[]> first = five.post(Caller.MESSAGES.path, thinks.formatted(""), headers);
        String content =
                JsonMapper.shared().readTree(first.body()).path("content").toString();
        assertThat(content).contains("\"signature\"");
        String next = thinks.formatted(", {\"role\": \"assistant\", \"content\": " + content
                + "}, {\"role\": \"user\", \"content\": \"and then?\"}");

        HttpResponse<byte[]> home = five.post(Caller.MESSAGES.path, next, headers);
        five.fault(0, "status=503", 9);
        HttpResponse<byte[]> moved = five.post(Caller.MESSAGES.path, next, headers);

        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.headers().firstValue("x-weir-lost")).isEmpty();
        assertThat(moved.statusCode()).as(new String(moved.body(), UTF_8)).isEqualTo(200);
        assertThat(header(moved, "x-weir-target")).isEqualTo("p1/claude-opus-4-6");
        assertThat(header(moved, "x-weir-lost")).isEqualTo("/messages/1/content/0;ignored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "draining"})
    void obeysOperatorsAtOnceAndTellsWhatIsSoAndWhatWouldBe(String state) throws Exception {
        var put = five.control(
                "PUT", "/routing/targets/p0/state", "{\"state\": \"%s\", \"reason\": \"it burns\"}".formatted(state));
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);

        HttpResponse<byte[]> answer = post(Strategy.FALLBACK.config(), Caller.CHAT, false);
        String explained = five.control(
                        "POST",
                        "/routing/explain",
                        "{\"headers\": {\"x-portkey-config\": %s}, \"body\": {\"model\": \"m\"}}"
                                .formatted(Strategy.FALLBACK.config()))
                .body();
        String targets = five.control("GET", "/routing/targets", "").body();
        five.control("PUT", "/routing/targets/p0/state", "{\"state\": \"active\"}");

        assertThat(header(answer, "x-weir-target")).isEqualTo("p1/m");
        assertThat(explained).contains("\"target\":\"p1/m\"").contains("p0/m is %s: it burns".formatted(state));
        assertThat(targets)
                .contains("\"p0\":{\"state\":\"%s\",\"reason\":\"it burns\",\"by\":\"test\"}".formatted(state));
        assertThat(header(post(Strategy.FALLBACK.config(), Caller.CHAT, false), "x-weir-target"))
                .isEqualTo("p0/m");
    }

    @Test
    void showsRunningCallsAndEndsOne() throws Exception {
        five.fault(0, "stall;after=3", 9);
        var answers = new ArrayList<HttpResponse<byte[]>>();
        Thread caller = Thread.startVirtualThread(() -> {
            try {
                answers.add(five.post(
                        Caller.MESSAGES.path, Caller.MESSAGES.body("@p0/m", true), "anthropic-version", "2023-06-01"));
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        String calls = "";
        while (!calls.contains("\"target\":\"p0/m\"") && caller.isAlive()) {
            calls = five.control("GET", "/calls", "").body();
        }
        String id = calls.replaceAll("(?s).*\"id\":\"(req_[0-9a-f]+)\".*", "$1");
        int cancelled = five.control("DELETE", "/calls/" + id, "").statusCode();
        caller.join();

        assertThat(cancelled).isEqualTo(202);
        assertThat(Seen.of(answers.getFirst(), AnthropicMessages.FORMAT)).isInstanceOf(Seen.Failed.class);
        assertThat(five.control("DELETE", "/calls/" + id, "").statusCode()).isEqualTo(404);
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
