package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// What Converse answers, where that is peculiar to it.
class ConverseAnswerTest {

    private final StreamDecoder decoder = BedrockConverse.FORMAT.decoder(new ToolWords());
    private final List<ChatEvent> events = new ArrayList<>();

    private void hear(String event, String data) {
        decoder.decode(new Frame(event, data.getBytes(UTF_8)), events::add);
    }

    private void delta(int index, String delta) {
        hear("contentBlockDelta", "{\"contentBlockIndex\": %d, \"delta\": %s}".formatted(index, delta));
    }

    private static List<ChatEvent> whole(String answer) {
        var events = new ArrayList<ChatEvent>();
        BedrockConverse.FORMAT.decodeWhole(JsonMapper.shared().readTree(answer), new ToolWords(), events::add);
        return events;
    }

    @Test
    void opensBlocksThatAreNotSaidToOpen() {
        hear("messageStart", "{\"role\": \"assistant\"}");
        delta(0, "{\"reasoningContent\": {\"text\": \"Hm.\"}}");
        delta(0, "{\"reasoningContent\": {\"signature\": \"s\"}}");
        delta(1, "{\"reasoningContent\": {\"redactedContent\": \"AAEC\"}}");
        delta(2, "{\"text\": \"Hi\"}");
        delta(
                2,
                "{\"citation\": {\"title\": \"t\", \"location\": {\"web\": {\"url\": \"https://example.com\"}}, \"sourceContent\": [{\"text\": \"q\"}]}}");
        hear("contentBlockStop", "{\"contentBlockIndex\": 2}");
        hear("somethingNew", "{}");
        delta(3, "{\"text\": \"!\"}");
        hear("messageStop", "{\"stopReason\": \"end_turn\"}");

        assertThat(events)
                .containsExactly(
                        new ChatEvent.Started("", ""),
                        new ChatEvent.Opened(0, new Block.Thinking()),
                        new ChatEvent.TextDelta(0, "Hm."),
                        new ChatEvent.Sealed(0, "s"),
                        new ChatEvent.Closed(0),
                        new ChatEvent.Opened(1, new Block.HiddenThinking("AAEC")),
                        new ChatEvent.Closed(1),
                        new ChatEvent.Opened(2, new Block.Text()),
                        new ChatEvent.TextDelta(2, "Hi"),
                        new ChatEvent.Cited(2, new Citation("https://example.com", "t", "q")),
                        new ChatEvent.Closed(2),
                        new ChatEvent.Opened(3, new Block.Text()),
                        new ChatEvent.TextDelta(3, "!"),
                        new ChatEvent.Closed(3));
    }

    @Test
    void keepsTheReasonToStopUntilTheTokensAreCounted() {
        hear("messageStop", "{\"stopReason\": \"max_tokens\"}");
        assertThat(events).isEmpty();

        hear(
                "metadata",
                "{\"usage\": {\"inputTokens\": 1, \"outputTokens\": 2, \"cacheWriteInputTokens\": 9, \"cacheDetails\": [{\"ttl\": \"1h\", \"inputTokens\": 4}]}, \"trace\": {\"guardrail\": {\"x\": [1]}}}");
        decoder.end(events::add);

        assertThat(events)
                .containsExactly(
                        new ChatEvent.Metered(new Usage(1, 0, new CacheWrite(5, 0, 4, 0), 2, 0)),
                        new ChatEvent.Finished(StopReason.LENGTH, ""));
    }

    @Test
    void isCompleteWithoutACount() {
        hear("messageStop", "{\"stopReason\": \"tool_use\"}");
        decoder.end(events::add);

        assertThat(events).containsExactly(new ChatEvent.Finished(StopReason.TOOL_USE, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, END, ''",
        "guardrail_intervened, REFUSAL, a guardrail intervened",
        "content_filtered, REFUSAL, ''",
        "model_context_window_exceeded, CONTEXT, ''",
        "something_new, END, ''"
    })
    void saysWhyItStopped(String word, StopReason reason, String detail) {
        assertThat(whole("{\"output\": {\"message\": {\"content\": []}}, \"stopReason\": \"" + word + "\"}")
                        .getLast())
                .isEqualTo(new ChatEvent.Finished(reason, detail));
    }

    @ParameterizedTest
    @ValueSource(strings = {"malformed_model_output", "malformed_tool_use"})
    void takesWhatCannotBeReadForAFailure(String word) {
        hear("messageStop", "{\"stopReason\": \"" + word + "\"}");
        decoder.end(events::add);

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        ChatEvent.Failed.class,
                        failed -> assertThat(failed.problem().kind()).isEqualTo(Kind.UPSTREAM_ERROR));
    }

    @Test
    void takesAnAnswerWithoutOutputForAFailure() {
        assertThat(whole("{\"stopReason\": \"end_turn\", \"usage\": {}}").getLast())
                .isInstanceOfSatisfying(
                        ChatEvent.Failed.class,
                        failed -> assertThat(failed.problem().detail()).contains("no output"));
    }

    @Test
    void keepsCitationsWithTheirText() {
        List<ChatEvent> events = whole("""
                {"output": {"message": {"content": [{"citationsContent": {"content": [{"text": "It "}, {"text": "is."}],
                  "citations": [{"title": "t", "source": "s", "sourceContent": [{"text": "q"}]}]}}]}}, "stopReason": "end_turn"}""");

        assertThat(events)
                .contains(new ChatEvent.TextDelta(0, "It "), new ChatEvent.Cited(0, new Citation("s", "t", "q")));
        assertThat(BedrockConverse.FORMAT
                        .encodeWhole(new Language.Telling("1", "m", 0, true, true), events)
                        .at("/output/message/content/0/citationsContent/content/0/text")
                        .stringValue())
                .isEqualTo("It is.");
    }
}
