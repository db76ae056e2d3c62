package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.RecordedRequests;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Loss.Grade;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.format.Language.Telling;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What all languages promise, shown on answers that hold everything that all of them can say.
class LanguagesTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Telling TELLING = new Telling("7", "a-model", 1_700_000_000, true, true);
    private static final Usage USAGE = new Usage(100, 20, new CacheWrite(0, 0, 0, 0), 30, 0);

    private static final List<ChatEvent> TEXT = answer(
            StopReason.END,
            new ChatEvent.Opened(0, new Block.Text()),
            new ChatEvent.TextDelta(0, "Grüße, "),
            new ChatEvent.TextDelta(0, "\"Welt\"\n🌊"),
            new ChatEvent.Closed(0));

    private static final List<ChatEvent> TOOLS = answer(
            StopReason.TOOL_USE,
            new ChatEvent.Opened(0, new Block.Text()),
            new ChatEvent.TextDelta(0, "I look."),
            new ChatEvent.Closed(0),
            new ChatEvent.Opened(1, new Block.ToolCall("call_1", ToolName.function("ls"))),
            new ChatEvent.ArgumentsDelta(1, "{\"p\":"),
            new ChatEvent.ArgumentsDelta(1, "\".\"}"),
            new ChatEvent.Closed(1),
            new ChatEvent.Opened(2, new Block.ToolCall("call_2", ToolName.function("pwd"))),
            new ChatEvent.ArgumentsDelta(2, "{}"),
            new ChatEvent.Closed(2));

    private static final List<ChatEvent> SHORT = answer(
            StopReason.LENGTH,
            new ChatEvent.Opened(0, new Block.Text()),
            new ChatEvent.TextDelta(0, "And then"),
            new ChatEvent.Closed(0));

    private static List<ChatEvent> answer(StopReason reason, ChatEvent... said) {
        var events = new ArrayList<ChatEvent>();
        events.add(new ChatEvent.Started("an-id", "a-model"));
        events.addAll(Arrays.asList(said));
        events.add(new ChatEvent.Metered(USAGE));
        events.add(new ChatEvent.Finished(reason, ""));
        return events;
    }

    static Stream<Language> languages() {
        return Stream.of(
                OpenAiChat.FORMAT,
                OpenAiResponses.FORMAT,
                AnthropicMessages.FORMAT,
                BedrockConverse.FORMAT,
                Gemini.FORMAT);
    }

    static Stream<Arguments> answers() {
        return languages().flatMap(language -> Stream.of(TEXT, TOOLS, SHORT).map(one -> Arguments.of(language, one)));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void readsFromAStreamWhatItWroteIntoOne(Language language, List<ChatEvent> answer) {
        byte[] stream = stream(language, answer);

        assertThat(folded(decoded(language, stream, stream.length))).isEqualTo(folded(answer));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void readsTheSameHoweverTheNetworkSlicesTheStream(Language language, List<ChatEvent> answer) {
        byte[] stream = stream(language, answer);
        List<ChatEvent> whole = decoded(language, stream, stream.length);

        for (int slice = 1; slice < 40; slice++) {
            assertThat(decoded(language, stream, slice)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void tellsABreakWhereverAStreamIsCut(Language language, List<ChatEvent> answer) {
        byte[] stream = stream(language, answer);
        boolean ended = false;

        for (int cut = 0; cut < stream.length; cut++) {
            List<ChatEvent> events = decoded(language, Arrays.copyOf(stream, cut), 1_000);
            boolean failed = events.getLast() instanceof ChatEvent.Failed;
            boolean finished = events.getLast() instanceof ChatEvent.Finished;
            assertThat(failed || finished).as("cut at %d", cut).isTrue();
            assertThat(ended && failed)
                    .as("failed at %d though it was complete before", cut)
                    .isFalse();
            ended |= finished;
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void tellsInOnePieceWhatItStreams(Language language, List<ChatEvent> answer) {
        JsonNode whole = language.encodeWhole(TELLING, answer);
        var events = new ArrayList<ChatEvent>();

        language.decodeWhole(JSON.readTree(JSON.writeValueAsBytes(whole)), new ToolWords(), events::add);

        byte[] stream = stream(language, answer);
        assertThat(folded(events)).isEqualTo(folded(decoded(language, stream, stream.length)));
    }

    static Stream<Arguments> recorded() throws Exception {
        var arguments = new ArrayList<Arguments>();
        for (var request : RecordedRequests.withBody()) {
            languageOf(request.path())
                    .forEach(from -> languages()
                            .filter(to -> !to.equals(from))
                            .forEach(to -> arguments.add(Arguments.of(request.name(), from, to, request.body()))));
        }
        return arguments.stream();
    }

    static Stream<Language> languageOf(String path) {
        return switch (path) {
            case "/v1/chat/completions" -> Stream.of(OpenAiChat.FORMAT);
            case "/v1/responses" -> Stream.of(OpenAiResponses.FORMAT);
            case "/v1/messages" -> Stream.of(AnthropicMessages.FORMAT);
            default ->
                path.contains("generateContent") || path.contains("GenerateContent")
                        ? Stream.of(Gemini.FORMAT)
                        : Stream.of();
        };
    }

    /// What an agent asks is understood, and what is said of it in another language is understood there.
    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("recorded")
    void understandsWhatAgentsAskAndSaysItInEveryOtherLanguage(String name, Language from, Language to, byte[] body) {
        var losses = new Losses();
        ChatRequest read = from.decode(JSON.readTree(body), losses);
        JsonNode said = to.encode(read, new ToolWords(), losses);
        var again = new Losses();

        ChatRequest back = to.decode(said, again);

        assertThat(losses.list()).extracting(Loss::grade).doesNotContain(Grade.INVALID);
        assertThat(again.list()).as(said.toString()).isEmpty();
        assertThat(texts(back)).containsAll(texts(read));
    }

    /// All that the turns say, without how they are divided.
    private static List<String> texts(ChatRequest request) {
        return request.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .flatMap(part -> switch (part.value()) {
                    case Part.Text(String text) -> Stream.of(text);
                    case Part.ToolCall call ->
                        Stream.of(call.id(), call.tool().name().replaceFirst("^.*__", ""));
                    default -> Stream.<String>of();
                })
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static byte[] stream(Language language, List<ChatEvent> events) {
        StreamEncoder encoder = language.encoder(TELLING);
        var out = new ByteArrayOutputStream();
        events.forEach(event -> out.writeBytes(encoder.encode(event)));
        return out.toByteArray();
    }

    private static List<ChatEvent> decoded(Language language, byte[] stream, int slice) {
        var frames = new SseReader();
        StreamDecoder decoder = language.decoder(new ToolWords());
        var events = new ArrayList<ChatEvent>();
        for (int at = 0; at < stream.length; at += slice) {
            byte[] piece = Arrays.copyOfRange(stream, at, Math.min(at + slice, stream.length));
            for (Frame frame : frames.feed(piece)) {
                decoder.decode(frame, events::add);
            }
        }
        decoder.end(events::add);
        return events;
    }

    /// What was said, without how it was cut into pieces, what it is called and when it was counted.
    private static String folded(List<ChatEvent> events) {
        var said = new StringBuilder();
        Usage usage = Usage.NONE;
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.Started _, ChatEvent.Waiting _ -> {}
                case ChatEvent.Opened(int index, Block block) ->
                    said.append('\n').append(index).append(' ').append(block).append(' ');
                case ChatEvent.TextDelta(int _, String piece) -> said.append(piece);
                case ChatEvent.ArgumentsDelta(int _, String piece) -> said.append(piece);
                case ChatEvent.Metered(Usage total) -> usage = total;
                case ChatEvent.Sealed _, ChatEvent.Cited _, ChatEvent.Closed _ -> said.append(event);
                case ChatEvent.Finished _, ChatEvent.Failed _ ->
                    said.append('\n').append(event);
            }
        }
        return said.append(usage).toString().getBytes(UTF_8).length + said.toString();
    }
}
