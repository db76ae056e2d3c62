package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.SimulatorAnswer.Streamed;
import dev.weir.simulator.meter.Bill;
import dev.weir.simulator.meter.Bill.State;
import dev.weir.simulator.seal.Fingerprint;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.http.HttpRequest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What would have been billed.
class MeterTest {

    private static final String HELLO = """
            {"model": "claude-sonnet-4-6", "max_tokens": 4096, "stream": true, "thinking": {"type": "adaptive"},
             "messages": [{"role": "user", "content": "12345678"}]}""";

    private final Simulator simulator = new Simulator(Asking.settings());

    private Streamed stream(HttpRequest request) {
        return (Streamed) simulator.answer(request);
    }

    private Bill last() {
        return simulator.meter().bills().getLast();
    }

    private static Usage usage(long input, long output, long reasoning) {
        return new Usage(input, 0, CacheWrite.NONE, output, reasoning);
    }

    @Test
    void billsAnAnswerAsItSaysItself() {
        Heard heard = Heard.of(simulator.answer(Asking.messages(HELLO)));

        var said = heard.events().get(heard.events().size() - 2).json().path("usage");
        assertThat(last().usage())
                .isEqualTo(usage(
                        said.path("input_tokens").longValue(),
                        said.path("output_tokens").longValue(),
                        said.at("/output_tokens_details/thinking_tokens").longValue()));
        assertThat(last().state()).isEqualTo(State.COMPLETE);
        assertThat(last().id())
                .isEqualTo(heard.events().getFirst().json().at("/message/id").stringValue());
        assertThat(last().credential()).isEqualTo(Fingerprint.of("sk-anthropic"));
        assertThat(last().bytes()).isEqualTo(heard.bytes().length);
    }

    @Test
    void billsWhatWasGeneratedUntilTheClientLeft() {
        Streamed streamed = stream(Asking.messages(HELLO));

        Heard.play(streamed, 5);
        streamed.billing().left();
        streamed.billing().sent(5);

        // message_start, ping, content_block_start, "The ", "simulator "
        assertThat(last().usage()).isEqualTo(usage(2, 4, 4));
        assertThat(last().state()).isEqualTo(State.LEFT);
        assertThat(last().steps()).isEqualTo(5);
    }

    @Test
    void billsTheInputOfAClientThatLeftAtOnce() {
        stream(Asking.messages(HELLO)).billing().left();

        assertThat(last().usage()).isEqualTo(usage(2, 0, 0));
    }

    @Test
    void billsAWholeAnswerWhateverBecomesOfIt() {
        simulator
                .answer(Asking.messages(HELLO.replace("true", "false")))
                .billing()
                .left();

        assertThat(last().usage()).isEqualTo(usage(2, 20, 12));
        assertThat(last().state()).isEqualTo(State.LEFT);
    }

    @Test
    void billsABrokenStreamUpToTheBreak() {
        Heard.of(simulator.answer(Asking.messages(HELLO, "x-simulator-fault", "cut;after=4")));

        assertThat(last().usage()).isEqualTo(usage(2, 1, 1));
        assertThat(last().state()).isEqualTo(State.BROKEN);
    }

    @Test
    void billsTheInputOfASilence() {
        Heard.of(simulator.answer(Asking.messages(HELLO, "x-simulator-fault", "silence")));

        assertThat(last().usage()).isEqualTo(usage(2, 0, 0));
    }

    @Test
    void billsNothingForRefusalsAndForFaultsInsteadOfAnswers() {
        for (String fault : new String[] {"status=500", "reset", "html", "error200", "redirect", "misspelled"}) {
            Heard.of(simulator.answer(Asking.messages(HELLO, "x-simulator-fault", fault)));
        }
        Heard.of(simulator.answer(Asking.messages("{}")));

        assertThat(simulator.meter().bills()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void neverBillsLessAsAStreamGoesOn(FaultsTest.Format format) {
        Streamed streamed = stream(format.asks(true, ""));
        long before = 0;

        for (int step = 0; step < streamed.steps().size(); step++) {
            streamed.billing().sent(step);
            assertThat(last().usage().output()).isGreaterThanOrEqualTo(before);
            before = last().usage().output();
        }

        assertThat(before).isEqualTo(8);
        assertThat(last().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void sumsByCredentialAndModel() {
        Heard.of(simulator.answer(Asking.messages(HELLO)));
        Heard.of(simulator.answer(Asking.messages(HELLO)));
        Heard.of(simulator.answer(Asking.messages(HELLO, "x-api-key", "other")));

        var answers = simulator.meter().tabs().stream()
                .collect(Collectors.toMap(
                        tab -> tab.credential(), tab -> tab.usage().output()));
        assertThat(answers)
                .containsEntry(Fingerprint.of("sk-anthropic"), 40L)
                .containsEntry(Fingerprint.of("other"), 20L);
    }

    @Test
    void metersTheCacheOfMessages() {
        String marked = """
                {"model": "claude-sonnet-4-6", "max_tokens": 9, "system": [{"type": "text", "text": "%s",
                 "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "1234"}]}""".formatted("s".repeat(8000));

        var first = Heard.of(simulator.answer(Asking.messages(marked))).json().path("usage");
        var second = Heard.of(simulator.answer(Asking.messages(marked))).json().path("usage");

        assertThat(first.path("cache_creation_input_tokens").intValue()).isEqualTo(2000);
        assertThat(first.at("/cache_creation/ephemeral_1h_input_tokens").intValue())
                .isEqualTo(2000);
        assertThat(first.path("input_tokens").intValue()).isEqualTo(1);
        assertThat(second.path("cache_read_input_tokens").intValue()).isEqualTo(2000);
        assertThat(second.path("cache_creation_input_tokens").intValue()).isZero();
        assertThat(last().usage().cacheRead()).isEqualTo(2000);
    }

    @Test
    void metersTheCacheOfOpenAi() {
        String body = "{\"model\": \"gpt-5\", \"messages\": [{\"role\": \"user\", \"content\": \"" + "u".repeat(8000)
                + "\"}]}";

        Heard.of(simulator.answer(Asking.chat(body)));
        var second = Heard.of(simulator.answer(Asking.chat(body))).json().path("usage");

        assertThat(second.path("prompt_tokens").intValue()).isEqualTo(2000);
        assertThat(second.at("/prompt_tokens_details/cached_tokens").intValue()).isEqualTo(1920);
    }
}
