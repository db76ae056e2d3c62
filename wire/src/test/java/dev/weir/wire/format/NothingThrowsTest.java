package dev.weir.wire.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.format.Language.Telling;
import dev.weir.wire.frame.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON of a wrong shape anywhere is told as what it is: an invalid request, or an answer of which less is understood.
/// It is never a bug of ours.
class NothingThrowsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Telling TELLING = new Telling("7", "a-model", 1_700_000_000, true, true);
    private static final int REQUESTS = 400;
    private static final int ANSWERS = 40;

    private static final List<JsonNode> WRONG = Stream.of(
                    "null", "true", "-1", "1e400", "\"\"", "\"word\"", "[]", "{}", "[[]]", "[null, 1, \"a\", {}]", """
                    {"a": {"b": [1]}, "type": 7, "text": [], "content": {"x": 1}}""")
            .map(JSON::readTree)
            .toList();

    static Stream<GoldenFormat> formats() {
        return GoldenFormat.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whateverIsAsked(GoldenFormat format) throws Exception {
        var requests = GeneratedRequests.of(format.name());
        var thrown = new TreeMap<String, String>();
        for (int number = 0; number < REQUESTS; number++) {
            var random = new SplittableRandom(number);
            JsonNode request = requests.number(number);
            bend(request, random);
            for (GoldenFormat other : GoldenFormat.ALL) {
                attempt(thrown, request, () -> {
                    var losses = new Losses();
                    other.language().encode(format.language().decode(request, losses), new ToolWords(), losses);
                });
            }
        }
        assertThat(thrown).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whateverIsAnswered(GoldenFormat format) throws Exception {
        var thrown = new TreeMap<String, String>();
        for (Path file : files(format, "answer.json")) {
            JsonNode whole = JSON.readTree(Files.readString(file));
            for (int number = 0; number < ANSWERS; number++) {
                JsonNode answer = whole.deepCopy();
                bend(answer, new SplittableRandom(number));
                attempt(thrown, answer, () -> {
                    var events = new ArrayList<ChatEvent>();
                    format.language().decodeWhole(answer, new ToolWords(), events::add);
                    GoldenFormat.ALL.forEach(other -> other.language().encodeWhole(TELLING, ended(events)));
                });
            }
        }
        assertThat(thrown).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whateverIsStreamed(GoldenFormat format) throws Exception {
        var thrown = new TreeMap<String, String>();
        for (Path file : files(format, "stream.sse")) {
            List<Frame> frames = GoldenFormat.frames(Files.readAllBytes(file));
            for (int number = 0; number < ANSWERS && !frames.isEmpty(); number++) {
                var random = new SplittableRandom(number);
                List<Frame> bent = new ArrayList<>(frames);
                int at = random.nextInt(bent.size());
                if (bent.get(at).data()[0] == '{') {
                    JsonNode event = JSON.readTree(bent.get(at).data());
                    bend(event, random);
                    bent.set(at, new Frame(bent.get(at).event(), JSON.writeValueAsBytes(event)));
                } else {
                    bent.remove(at);
                }
                attempt(thrown, JSON.getNodeFactory().stringNode(file + " " + number), () -> {
                    StreamDecoder decoder = format.language().decoder(new ToolWords());
                    var events = new ArrayList<ChatEvent>();
                    bent.forEach(frame -> decoder.decode(frame, events::add));
                    decoder.end(events::add);
                    for (GoldenFormat other : GoldenFormat.ALL) {
                        StreamEncoder encoder = other.language().encoder(TELLING);
                        events.forEach(encoder::encode);
                    }
                });
            }
        }
        assertThat(thrown).isEmpty();
    }

    /// What a relay tells of an answer in one piece: all of it if it came to its end, else nothing.
    private static List<ChatEvent> ended(List<ChatEvent> events) {
        return events.stream().noneMatch(ChatEvent.Failed.class::isInstance) ? events : List.of();
    }

    private static void attempt(Map<String, String> thrown, JsonNode input, Runnable attempt) {
        try {
            attempt.run();
        } catch (RuntimeException bug) {
            String where = Stream.of(bug.getStackTrace())
                    .map(StackTraceElement::toString)
                    .filter(line -> line.contains("dev.weir.wire.format") && !line.contains("Test"))
                    .findFirst()
                    .orElse("");
            thrown.putIfAbsent(bug.getClass().getSimpleName() + " " + where, input.toString());
        }
    }

    private static List<Path> files(GoldenFormat format, String name) throws IOException {
        try (Stream<Path> all = Files.walk(GOLDEN.resolve(format.name()))) {
            return all.filter(file -> file.endsWith(name)).sorted().toList();
        }
    }

    /// Puts something wrong in the place of something.
    private static void bend(JsonNode json, SplittableRandom random) {
        JsonNode wrong = WRONG.get(random.nextInt(WRONG.size()));
        JsonNode at = json;
        while (true) {
            if (at.isEmpty()) {
                return;
            }
            int next = random.nextInt(at.size());
            String name = at.isObject() ? List.copyOf(at.propertyNames()).get(next) : "";
            JsonNode inside = at.isObject() ? at.get(name) : at.get(next);
            if (inside.isEmpty() || random.nextInt(4) == 0) {
                switch (at) {
                    case ObjectNode object -> object.set(name, wrong);
                    case ArrayNode array -> array.set(next, wrong);
                    default -> throw new IllegalStateException();
                }
                return;
            }
            at = inside;
        }
    }
}
