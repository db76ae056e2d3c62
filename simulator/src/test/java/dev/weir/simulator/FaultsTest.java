package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.simulator.Heard.Said;
import dev.weir.simulator.SimulatorAnswer.Streamed;
import dev.weir.simulator.SimulatorAnswer.Unanswered;
import dev.weir.simulator.SimulatorAnswer.Whole;
import dev.weir.wire.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each fault does what it says, in each format.
class FaultsTest {

    enum Format {
        MESSAGES,
        CHAT,
        RESPONSES;

        HttpRequest asks(boolean streamed, String fault) {
            String body = """
                    {"model": "mock-model", "max_tokens": 99, "stream": %s, "stream_options": {"include_usage": true},
                     "messages": [{"role": "user", "content": "hello"}], "input": "hello"}""".formatted(streamed);
            HttpRequest request = switch (this) {
                case MESSAGES -> Asking.messages(body);
                case CHAT -> Asking.chat(body);
                case RESPONSES -> Asking.responses(body);
            };
            return Asking.with(request, "x-simulator-fault", fault);
        }

        String path() {
            return asks(true, "crlf").target().path();
        }

        /// How many events come before and with the first content.
        int untilContent() {
            return switch (this) {
                case MESSAGES -> 4;
                case CHAT -> 2;
                case RESPONSES -> 5;
            };
        }
    }

    private final Simulator simulator = new Simulator(Asking.settings());

    private Heard stream(Format format, String fault) {
        return Heard.of(simulator.answer(format.asks(true, fault)));
    }

    private Heard plain(Format format) {
        return Heard.of(new Simulator(Asking.settings()).answer(format.asks(true, "")));
    }

    @ParameterizedTest
    @EnumSource
    void areStatusesInTheFormatsOwnWords(Format format) {
        Heard heard = stream(format, "status=529;retry-after=2;x-should-retry=true");

        assertThat(heard.status()).isEqualTo(529);
        assertThat(heard.headers().first("retry-after")).contains("2");
        assertThat(heard.headers().first("x-should-retry")).contains("true");
        assertThat(heard.json().at("/error/type").stringValue())
                .isEqualTo(format == Format.MESSAGES ? "overloaded_error" : "server_error");
        assertThat(stream(format, "status=500").headers().has("retry-after")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void areStatusesWithAnyBody(Format format) {
        Heard heard = stream(format, "status=502;content-type=text/html;body=%3Chtml%3E");

        assertThat(heard.text()).isEqualTo("<html>");
        assertThat(heard.headers().first("content-type")).contains("text/html");
    }

    @ParameterizedTest
    @EnumSource
    void areOtherThingsInsteadOfAnAnswer(Format format) {
        assertThat(stream(format, "html").headers().first("content-type")).contains("text/html");
        assertThat(stream(format, "html").status()).isEqualTo(200);
        assertThat(stream(format, "error200").status()).isEqualTo(200);
        assertThat(stream(format, "error200").json().path("error").isObject()).isTrue();
        assertThat(stream(format, "redirect;to=http://localhost/x").headers().first("location"))
                .contains("http://localhost/x");
        assertThat(stream(format, "redirect").status()).isEqualTo(302);
        assertThat(simulator.answer(format.asks(true, "reset")))
                .isInstanceOfSatisfying(
                        Unanswered.class, none -> assertThat(none.ending()).isEqualTo(Ending.RESET));
        assertThat(simulator.answer(format.asks(true, "silence")))
                .isInstanceOfSatisfying(
                        Unanswered.class, none -> assertThat(none.ending()).isEqualTo(Ending.STALL));
    }

    @ParameterizedTest
    @EnumSource
    void areErrorsInMidStream(Format format) {
        Heard heard = stream(format, "error;type=rate_limit_exceeded;message=no");

        assertThat(heard.events()).hasSize(format.untilContent() + 1);
        Said last = heard.events().getLast();
        switch (format) {
            case MESSAGES -> {
                assertThat(last.name()).isEqualTo("error");
                assertThat(last.json().at("/error/type").stringValue()).isEqualTo("rate_limit_exceeded");
            }
            case CHAT -> assertThat(last.json().at("/error/type").stringValue()).isEqualTo("rate_limit_exceeded");
            case RESPONSES -> {
                assertThat(last.name()).isEqualTo("response.failed");
                assertThat(last.json().at("/response/error/code").stringValue()).isEqualTo("rate_limit_exceeded");
                assertThat(last.json().path("sequence_number").intValue()).isEqualTo(format.untilContent());
            }
        }
        assertThat(heard.ending()).isEqualTo(Ending.CLEAN);
    }

    @ParameterizedTest
    @EnumSource
    void areErrorsBeforeAnythingElse(Format format) {
        assertThat(stream(format, "error;after=0").events()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void areStreamsThatBreakOff(Format format) {
        Heard cut = stream(format, "cut;after=3");
        Heard half = stream(format, "half;after=3");
        Heard end = stream(format, "end;after=3");
        Heard stall = stream(format, "stall;after=3");

        assertThat(List.of(cut.ending(), half.ending(), end.ending(), stall.ending()))
                .containsExactly(Ending.RESET, Ending.RESET, Ending.CLEAN, Ending.STALL);
        assertThat(List.of(cut.events(), end.events(), stall.events()))
                .allSatisfy(events -> assertThat(events).hasSize(3));
        assertThat(half.text()).hasSizeGreaterThan(cut.text().length());
        assertThat(half.text()).doesNotEndWith("\n\n");
        assertThat(stream(format, "stall;after=0").text()).isEmpty();
        assertThat(stream(format, "cut;after=999").events())
                .hasSameSizeAs(plain(format).events());
    }

    @ParameterizedTest
    @EnumSource
    void areLegalOddities(Format format) {
        for (String oddity : List.of("crlf", "nospace", "comment")) {
            Heard heard = stream(format, oddity);

            WellFormed.answer(format.path(), true, heard);
        }
        assertThat(stream(format, "crlf").text().replace("\r\n", "")).doesNotContain("\n");
        assertThat(stream(format, "nospace").text()).doesNotContain("data: ").contains("data:{");
        assertThat(stream(format, "comment").text()).startsWith(": ");
        assertThat(stream(format, "pingfirst").events())
                .hasSize(plain(format).events().size() + 1);
    }

    @ParameterizedTest
    @EnumSource
    void areOdditiesThatAreNot(Format format) {
        assertThat(stream(format, "noevent").text()).doesNotContain("event:");
        assertThat(stream(format, "nousage").text())
                .contains("PONG")
                .doesNotContain("usage")
                .doesNotContain("\"message\":{}", "\"response\":{}");
        assertThat(stream(format, "noterminal").events())
                .hasSize(plain(format).events().size() - 1);
        assertThat(stream(format, "garbage;after=2").events().get(2).data()).isEqualTo("{\"garbage\": ");
    }

    @ParameterizedTest
    @EnumSource
    void areGiantLinesThatSayTheSame(Format format) {
        Heard heard = stream(format, "giant=100000;after=1");

        WellFormed.answer(format.path(), true, heard);
        assertThat(heard.text().lines()).anyMatch(line -> line.length() > 100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"noterminal", "end", "error", "garbage;after=2", "cut"})
    void makeStreamsThatAreNotWellFormed(String fault) {
        for (Format format : Format.values()) {
            Heard heard = stream(format, fault);

            assertThatThrownBy(() -> WellFormed.answer(format.path(), true, heard))
                    .as(format + " with " + fault)
                    .isInstanceOfAny(AssertionError.class, RuntimeException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void breakWholeAnswersToo(Format format) {
        String body = Heard.of(new Simulator(Asking.settings()).answer(format.asks(false, "")))
                .text();

        var cut = (Streamed) simulator.answer(format.asks(false, "cut"));
        var stall = (Streamed) simulator.answer(format.asks(false, "stall;after=0"));
        var end = (Whole) simulator.answer(format.asks(false, "end"));

        assertThat(cut.headers().first("content-length")).contains("" + body.length());
        assertThat(cut.ending()).isEqualTo(Ending.RESET);
        assertThat(Heard.of(cut).bytes()).hasSize(body.length() / 2);
        assertThat(Heard.of(stall).bytes()).isEmpty();
        assertThat(stall.ending()).isEqualTo(Ending.STALL);
        assertThat(new String(end.response().body(), UTF_8)).hasSize(body.length() / 2);
    }

    @Test
    void delayTheFirstByte() {
        var paced = new Simulator(Asking.settings().with(new Pace(Duration.ofMillis(5), Duration.ofMillis(7), 9)));

        var streamed = (Streamed) paced.answer(Format.CHAT.asks(true, "slow=250"));
        var whole = (Whole) paced.answer(Format.CHAT.asks(false, "slow=250"));

        assertThat(streamed.delay()).isEqualTo(Duration.ofMillis(255));
        assertThat(whole.delay()).isEqualTo(Duration.ofMillis(255));
        assertThat(streamed.steps().get(1)).isEqualTo(new Step.Pause(Duration.ofMillis(7)));
        assertThat(streamed.steps()).hasSize(2 * (9 + 4) - 1);
    }

    @Test
    void areRefusedWhereTheyAreMisspelled() {
        Heard heard = stream(Format.CHAT, "stal");

        assertThat(heard.status()).isEqualTo(400);
        assertThat(heard.text()).contains("no fault is named stal");
    }
}
