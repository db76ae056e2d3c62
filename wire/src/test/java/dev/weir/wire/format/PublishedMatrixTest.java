package dev.weir.wire.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.format.Matrix.Cell;
import dev.weir.wire.format.Matrix.Grade;
import dev.weir.wire.format.Matrix.Pair;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What is published about translation is what the golden fixtures show. `-Dfixtures=record` writes it anew.
class PublishedMatrixTest {

    private static final Path RESOURCE = Path.of("src/main/resources/dev/weir/wire/format/matrix.json");
    private static final Path DOCS = Path.of("../docs");

    @Test
    void isWhatTheFixturesShow() {
        Matrix computed = computed();

        GoldenCell.expect(RESOURCE, MatrixPages.json(computed));

        assertThat(Matrix.of(GoldenCell.JSON.readTree(MatrixPages.json(computed))))
                .isEqualTo(computed);
    }

    @Test
    void isSummedUpInOnePage() {
        GoldenCell.expect(DOCS.resolve("matrix.md"), MatrixPages.summary(computed()));
    }

    static Stream<GoldenFormat> callers() {
        return GoldenFormat.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("callers")
    void isToldInFullForEveryCaller(GoldenFormat caller) {
        GoldenCell.expect(DOCS.resolve("matrix/" + caller + ".md"), MatrixPages.page(computed(), caller));
    }

    // What the fixtures show.

    private static Matrix computed() {
        var features = new LinkedHashMap<String, String>();
        for (String name : GoldenCell.conversations()) {
            features.put(
                    name,
                    GoldenCell.read(GoldenCell.CANON.resolve(name).resolve("about.txt"))
                            .strip());
        }
        var pairs = new LinkedHashMap<Pair, Map<String, Cell>>();
        for (GoldenFormat caller : GoldenFormat.ALL) {
            for (GoldenFormat provider : GoldenFormat.ALL) {
                var cells = new LinkedHashMap<String, Cell>();
                features.keySet().forEach(name -> cells.put(name, cell(name, caller, provider)));
                pairs.put(new Pair(caller.name(), provider.name()), cells);
            }
        }
        return new Matrix(features, pairs);
    }

    private static Cell cell(String name, GoldenFormat caller, GoldenFormat provider) {
        var asked = new GoldenCell(caller, name);
        var answered = new GoldenCell(provider, name);
        Grade request = request(asked, provider);
        if (request == Grade.REFUSED || !asked.couldAsk()) {
            return new Cell(request, Grade.NONE, Grade.NONE);
        }
        return new Cell(
                request,
                answered.has("answer.json") ? answer(answered, caller) : Grade.NONE,
                answered.has("stream.sse") ? answer(answered, caller) : Grade.NONE);
    }

    private static Grade request(GoldenCell asked, GoldenFormat provider) {
        if (!asked.has("request.json")) {
            return Grade.NONE;
        }
        if (asked.format().equals(provider)) {
            return Grade.EXACT;
        }
        JsonNode losses = asked.json("to-" + provider + ".json").path("losses");
        if (losses.valueStream().anyMatch(PublishedMatrixTest::refuses)) {
            return Grade.REFUSED;
        }
        return losses.isEmpty() ? Grade.EQUIVALENT : Grade.REPORTED;
    }

    private static boolean refuses(JsonNode loss) {
        return Stream.of("changed", "invalid")
                .anyMatch(loss.path("grade").asString().toLowerCase(Locale.ROOT)::equals);
    }

    private static Grade answer(GoldenCell answered, GoldenFormat caller) {
        if (answered.format().equals(caller)) {
            return Grade.EXACT;
        }
        List<String> said = GoldenAnswer.alike(GoldenAnswer.lines(GoldenAnswersTest.streamed(answered)));
        return caller.told(said).equals(said) ? Grade.EQUIVALENT : Grade.REDUCED;
    }
}
