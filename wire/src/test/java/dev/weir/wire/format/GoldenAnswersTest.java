package dev.weir.wire.format;

import static dev.weir.wire.format.GoldenCell.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.format.Language.Telling;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What providers answer in the golden matrix is understood however it comes, and told to callers of every other
/// format.
class GoldenAnswersTest {

    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// Streams up to this size are cut at every byte, longer ones at as many places or fewer.
    private static final int MOST_CUTS = 8_000;

    private static final int MOST_BYTES = 32_000_000;

    static Stream<GoldenCell> cells() {
        return GoldenCell.answering();
    }

    static Stream<GoldenCell> wholes() {
        return cells().filter(cell -> cell.has("answer.json"));
    }

    static Stream<Arguments> pairs() {
        return withCallers(cells());
    }

    static Stream<Arguments> wholePairs() {
        return withCallers(wholes());
    }

    private static Stream<Arguments> withCallers(Stream<GoldenCell> cells) {
        return cells.flatMap(cell -> GoldenFormat.ALL.stream()
                .filter(caller ->
                        !caller.equals(cell.format()) && cell.in(caller).couldAsk())
                .map(caller -> Arguments.of(cell, caller)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void readsWhatAProviderStreams(GoldenCell cell) {
        List<String> read = GoldenAnswer.lines(streamed(cell));

        cell.expectOrCanon("events.txt", GoldenAnswer.text(read));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholes")
    void readsTheSameFromAWholeAnswer(GoldenCell cell) {
        List<ChatEvent> whole = whole(cell, new ToolWords());

        assertThat(GoldenAnswer.lines(whole)).isEqualTo(GoldenAnswer.lines(streamed(cell)));
    }

    /// A decoder sees frames alone: what has the same frames is the same answer.
    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void readsTheSameWhereverTheStreamIsCut(GoldenCell cell) {
        byte[] stream = cell.bytes("stream.sse");
        List<Frame> uncut = GoldenFormat.frames(stream);

        int step = Math.max(1, Math.ceilDiv(stream.length, Math.min(MOST_CUTS, MOST_BYTES / stream.length)));
        for (int cut = 0; cut < stream.length; cut += step) {
            var reader = new SseReader();
            var frames = new ArrayList<Frame>(reader.feed(Arrays.copyOf(stream, cut)));
            frames.addAll(reader.feed(Arrays.copyOfRange(stream, cut, stream.length)));
            assertThat(same(frames, uncut)).as("cut at %d", cut).isTrue();
        }
        assertThat(GoldenAnswer.events(cell.format().language(), new ToolWords(), byByte(stream)))
                .isEqualTo(streamed(cell));
    }

    private static boolean same(List<Frame> some, List<Frame> others) {
        return some.size() == others.size()
                && IntStream.range(0, some.size())
                        .allMatch(i -> some.get(i).event().equals(others.get(i).event())
                                && Arrays.equals(
                                        some.get(i).data(), others.get(i).data()));
    }

    private static List<Frame> byByte(byte[] stream) {
        var reader = new SseReader();
        var frames = new ArrayList<Frame>();
        for (byte one : stream) {
            frames.addAll(reader.feed(new byte[] {one}));
        }
        return frames;
    }

    /// However far a stream came, what is there of it are its first frames.
    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void tellsABreakWhereverTheStreamStops(GoldenCell cell) {
        List<Frame> frames = byByte(cell.bytes("stream.sse"));
        ChatEvent end = streamed(cell).getLast();

        var ends = new ArrayList<ChatEvent>();
        for (int there = 0; there <= frames.size(); there++) {
            List<Frame> first = frames.subList(0, there);
            ends.add(GoldenAnswer.events(cell.format().language(), new ToolWords(), first)
                    .getLast());
        }

        // broken at first; from some frame on complete, with the end that it has
        int complete = ends.indexOf(end);
        assertThat(ends.subList(0, complete)).isNotEmpty().allMatch(ChatEvent.Failed.class::isInstance);
        assertThat(ends.subList(complete, ends.size())).allMatch(end::equals);
    }

    @ParameterizedTest(name = "{0} to a caller of {1}")
    @MethodSource("pairs")
    void streamsItToCallersOfOtherFormats(GoldenCell cell, GoldenFormat caller) {
        String told = new String(told(cell, caller), UTF_8);

        GoldenCell.expect(cell.file("told-" + caller + ".sse"), told);
    }

    @ParameterizedTest(name = "{0} to a caller of {1}")
    @MethodSource("wholePairs")
    void tellsItWholeToCallersOfOtherFormats(GoldenCell cell, GoldenFormat caller) {
        ObjectNode told = caller.language().encodeWhole(telling(cell, caller), whole(cell, words(cell, caller)));

        GoldenCell.expect(cell.file("told-" + caller + ".json"), PRETTY.writeValueAsString(told) + "\n");
        List<ChatEvent> back = GoldenAnswer.events(
                out -> caller.language().decodeWhole(JSON.readTree(told.toString()), new ToolWords(), out));
        assertThat(heard(caller, back)).isEqualTo(objects(caller, heard(caller, whole(cell, words(cell, caller)))));
    }

    /// Arguments that are no JSON object are handed on in one, where there has to be one.
    private static List<String> objects(GoldenFormat caller, List<String> lines) {
        return lines.stream()
                .map(line -> caller.objects() ? line.replaceFirst("not JSON: (.*)$", "{\"input\":$1}") : line)
                .toList();
    }

    @ParameterizedTest(name = "{0} to a caller of {1}")
    @MethodSource("pairs")
    void isUnderstoodByCallersAsTheSameAnswer(GoldenCell cell, GoldenFormat caller) {
        List<ChatEvent> back =
                GoldenAnswer.events(caller.language(), new ToolWords(), GoldenFormat.frames(told(cell, caller)));

        assertThat(heard(caller, back)).isEqualTo(heard(caller, streamed(cell, words(cell, caller))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void streamsAgainWhatItRead(GoldenCell cell) {
        List<ChatEvent> back = GoldenAnswer.events(
                cell.format().language(), new ToolWords(), GoldenFormat.frames(told(cell, cell.format())));

        assertThat(heard(cell.format(), back)).isEqualTo(heard(cell.format(), streamed(cell)));
    }

    /// What of an answer a caller can hear.
    private static List<String> heard(GoldenFormat caller, List<ChatEvent> events) {
        return caller.told(GoldenAnswer.lines(events));
    }

    static List<ChatEvent> streamed(GoldenCell cell) {
        return streamed(cell, new ToolWords());
    }

    private static List<ChatEvent> streamed(GoldenCell cell, ToolWords words) {
        return GoldenAnswer.events(cell.format().language(), words, GoldenFormat.frames(cell.bytes("stream.sse")));
    }

    private static List<ChatEvent> whole(GoldenCell cell, ToolWords words) {
        return GoldenAnswer.events(out ->
                cell.format().language().decodeWhole(cell.json("answer.json"), words, new Unwrapping(words, out)));
    }

    private static byte[] told(GoldenCell cell, GoldenFormat caller) {
        StreamEncoder encoder = caller.language().encoder(telling(cell, caller));
        var out = new ByteArrayOutputStream();
        streamed(cell, words(cell, caller)).forEach(event -> out.writeBytes(encoder.encode(event)));
        return out.toByteArray();
    }

    private static Telling telling(GoldenCell cell, GoldenFormat caller) {
        return new Telling("7", cell.in(caller).model(), 1_700_000_000, true, false);
    }

    /// The words that a provider was asked in, if this caller asked it.
    private static ToolWords words(GoldenCell cell, GoldenFormat caller) {
        var words = new ToolWords();
        GoldenCell asked = cell.in(caller);
        if (asked.has("request.json") && !caller.equals(cell.format())) {
            ChatRequest read = asked.request(new Losses());
            var named = new ChatRequest(cell.model(), read.streams(), read.turns(), read.tools(), read.settings());
            cell.format().language().encode(named, words, new Losses());
        }
        return words;
    }
}
