package dev.weir.wire.format;

import static dev.weir.wire.format.GoldenCell.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Effort;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Loss.Grade;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Setting;
import dev.weir.wire.format.GoldenRequest.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What callers ask in the golden matrix is understood, and said in every other format with exactly the losses that are
/// recorded.
class GoldenRequestsTest {

    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final String AS_IT_LIKES = "setting " + new Setting.Think(Effort.AUTO);

    private static final String SAID = "assistant: text ";

    static Stream<GoldenCell> cells() {
        return GoldenCell.asking();
    }

    static Stream<Arguments> pairs() {
        return cells().flatMap(cell -> GoldenFormat.ALL.stream()
                .filter(to -> !to.equals(cell.format()))
                .map(to -> Arguments.of(cell, to)));
    }

    /// A request that was said in another format.
    private record Said(ChatRequest read, ObjectNode json, ToolWords words, List<Loss> losses) {

        static Said of(GoldenCell cell, GoldenFormat to) {
            var losses = new Losses();
            ChatRequest read = cell.request(losses);
            return of(read, cell.in(to).model(), to, losses);
        }

        static Said of(ChatRequest read, String model, GoldenFormat to, Losses losses) {
            var words = new ToolWords();
            var named = new ChatRequest(model, read.streams(), read.turns(), read.tools(), read.settings());
            return new Said(read, to.language().encode(named, words, losses), words, losses.list());
        }

        boolean invalid() {
            return losses.stream().anyMatch(loss -> loss.grade() == Grade.INVALID);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void readsWhatACallerAsks(GoldenCell cell) {
        var losses = new Losses();

        String read = GoldenRequest.text(GoldenRequest.facts(cell.request(losses), new ToolWords()));

        String lost = losses.list().stream().map(GoldenRequestsTest::line).collect(Collectors.joining());
        cell.expectOrCanon("request.txt", read);
        cell.expectIf("losses.txt", lost, text -> !text.isEmpty());
    }

    private static String line(Loss loss) {
        return loss.grade().name().toLowerCase(Locale.ROOT) + " " + loss + "\n";
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void saysItInEveryOtherFormatWithTheLossesThatAreRecorded(GoldenCell cell, GoldenFormat to) {
        Said said = Said.of(cell, to);

        ObjectNode recorded = JSON.createObjectNode();
        if (!said.invalid()) {
            recorded.set("request", said.json());
        }
        ArrayNode losses = recorded.putArray("losses");
        said.losses()
                .forEach(loss -> losses.addObject()
                        .put("place", loss.place())
                        .put("grade", loss.grade().name().toLowerCase(Locale.ROOT))
                        .put("why", loss.why()));
        GoldenCell.expect(cell.file("to-" + to + ".json"), PRETTY.writeValueAsString(recorded) + "\n");
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void isUnderstoodInTheOtherFormatAsNothingButWhatWasAsked(GoldenCell cell, GoldenFormat to) {
        Said said = Said.of(cell, to);
        if (said.invalid()) {
            return; // nobody is asked
        }
        var again = new Losses();

        ChatRequest back = to.language().decode(reread(said.json()), again);

        assertThat(again.list()).as(said.json().toString()).isEmpty();
        List<Fact> asked = facts(said.read(), new ToolWords());
        Set<Fact> lost = Collections.newSetFromMap(new IdentityHashMap<>());
        said.losses().forEach(loss -> lost.addAll(lost(loss.place(), asked)));
        List<String> left =
                lines(asked.stream().filter(fact -> !lost.contains(fact)).toList());
        List<String> told = lines(facts(back, said.words()));
        assertThat(told).as(said.losses().toString()).containsSubsequence(left);
        List<String> otherwise = new ArrayList<>(told);
        left.forEach(otherwise::remove);
        assertThat(otherwise)
                .as(said.losses().toString())
                .hasSizeLessThanOrEqualTo(lost.size() + said.losses().size());
    }

    /// What is asked, without the tool that stands for an answer in JSON, and without what a model of OpenAI's does
    /// unasked.
    private static List<Fact> facts(ChatRequest request, ToolWords words) {
        var arranged = ToolResults.inOrder(request, new Losses());
        return GoldenRequest.facts(arranged, words).stream()
                .filter(fact -> !fact.line().contains(GoldenRequest.name(ToolWords.ANSWER)))
                .filter(fact -> !fact.line().equals(AS_IT_LIKES))
                .toList();
    }

    /// What is lost with that place: what stands there and inside, or else what it is a part of. An error that is told
    /// as text changes the text.
    private static List<Fact> lost(String place, List<Fact> asked) {
        List<Fact> inside = asked.stream()
                .filter(fact -> inside(place, fact.place())
                        || (place.endsWith("/is_error")
                                && fact.line().contains(": text ")
                                && inside(place.replaceFirst("/is_error$", ""), fact.place())))
                .toList();
        if (!inside.isEmpty()) {
            return inside;
        }
        String nearest = asked.stream()
                .map(Fact::place)
                .filter(one -> inside(one, place))
                .max(Comparator.comparingInt(String::length))
                .orElse("nowhere");
        return asked.stream().filter(fact -> fact.place().equals(nearest)).toList();
    }

    /// What a format can say of its own, it says again without a loss.
    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void saysAgainWhatItRead(GoldenCell cell) {
        var losses = new Losses();
        ChatRequest read = cell.request(losses);
        int unread = losses.list().size();
        Said said = Said.of(read, cell.model(), cell.format(), losses);
        if (said.invalid()) {
            return; // nobody is asked
        }

        ChatRequest back = cell.format().language().decode(reread(said.json()), new Losses());

        List<Loss> lost = said.losses().subList(unread, said.losses().size());
        cell.expectIf(
                "again.txt",
                lost.stream().map(GoldenRequestsTest::line).collect(Collectors.joining()),
                text -> !text.isEmpty());
        if (lost.isEmpty()) {
            assertThat(lines(facts(back, said.words()))).isEqualTo(lines(facts(read, new ToolWords())));
        }
    }

    private static JsonNode reread(JsonNode json) {
        return JSON.readTree(JSON.writeValueAsBytes(json));
    }

    /// What an assistant says is one text, wherever its pieces begin and end, and one of one tool is that tool.
    private static List<String> lines(List<Fact> facts) {
        var lines = new ArrayList<String>();
        for (String line : GoldenAnswer.alike(facts.stream()
                .map(fact -> fact.line().replaceFirst("Choose Among \\[([^,]*)] must", "Choose One $1"))
                .toList())) {
            boolean goesOn =
                    line.startsWith(SAID) && !lines.isEmpty() && lines.getLast().startsWith(SAID);
            String before = goesOn ? lines.removeLast() : "";
            lines.add(goesOn ? before.substring(0, before.length() - 1) + line.substring(SAID.length() + 1) : line);
        }
        return lines;
    }

    private static boolean inside(String outer, String inner) {
        return inner.equals(outer) || inner.startsWith(outer + "/");
    }
}
