package dev.weir.wire.json;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.RecordedRequests;
import dev.weir.wire.RecordedRequests.Recorded;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RequestShapeTest {

    static List<Recorded> recorded() throws IOException {
        return RecordedRequests.withBody();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void findsEveryTopLevelMemberWhereItStands(Recorded request) {
        JsonNode tree = JsonMapper.shared().readTree(request.body());

        RequestShape shape = shape(request.body());

        assertThat(shape.members().stream().map(RequestShape.Member::name))
                .containsExactlyElementsOf(tree.propertyNames());
        for (RequestShape.Member member : shape.members()) {
            byte[] value = Arrays.copyOfRange(request.body(), member.from(), member.to());
            assertThat(JsonMapper.shared().readTree(value)).isEqualTo(tree.get(member.name()));
        }
        assertThat(shape.model()).isEqualTo(tree.path("model").stringValue(""));
        assertThat(shape.streams()).isEqualTo(tree.path("stream").booleanValue(false));
    }

    @Test
    void readsScalarsWithAllTheSpaceThatJsonAllows() {
        RequestShape shape = shape(" { \"model\" :\t\"a\\u0062\" ,\n\"max_tokens\" : 12 , \"stream\" : true\r\n} ");

        assertThat(shape.model()).isEqualTo("ab");
        assertThat(shape.number("max_tokens")).isEqualTo(OptionalLong.of(12));
        assertThat(shape.streams()).isTrue();
    }

    @Test
    void takesNoTextForANumberAndNoNumberForText() {
        RequestShape shape = shape("{\"model\":12,\"max_tokens\":\"12\",\"stream\":\"true\",\"n\":1.5}");

        assertThat(shape.model()).isEmpty();
        assertThat(shape.number("max_tokens")).isEmpty();
        assertThat(shape.number("n")).isEmpty();
        assertThat(shape.streams()).isFalse();
    }

    @Test
    void s_json_3_comparesNamesAfterUnescapingAndWithTheirCase() {
        RequestShape shape = shape("{\"Model\":\"a\",\"mo\\u0064el\":\"b\"}");

        assertThat(shape.model()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"cheap\",\"model\":\"dear\"}",
                "{\"model\":\"cheap\",\"mod\\u0065l\":\"dear\"}",
                "{\"x\":1,\"x\":1}",
                "{\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}"
            })
    void s_json_2_refusesAKeyThatIsThereTwice(String body) {
        assertThat(refused(body).kind()).isEqualTo(Kind.JSON_DUPLICATE_KEY);
    }

    @Test
    void leavesDuplicatesWhereNobodyReadsAlone() {
        assertThat(shape("{\"model\":\"m\",\"logit_bias\":{\"1\":2,\"1\":3}}").model())
                .isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"x\"",
                "{",
                "{\"a\":}",
                "{\"a\":1}x",
                "{\"a\":1}{}",
                "{\"a\":NaN}",
                "{/*c*/\"a\":1}",
                "{'a':1}"
            })
    void refusesWhatIsNotOneJsonObject(String body) {
        assertThat(refused(body).kind()).isEqualTo(Kind.JSON_INVALID);
    }

    @Test
    void refusesOtherEncodings() {
        assertThat(refused("{\"model\":\"m\"}".getBytes(UTF_16LE)).kind()).isEqualTo(Kind.JSON_INVALID);
        assertThat(refused("\ufeff{\"model\":\"m\"}".getBytes(UTF_8)).kind()).isEqualTo(Kind.JSON_INVALID);
    }

    @Test
    void s_json_1_refusesWhatIsTooDeep() {
        assertThat(refused("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}").kind())
                .isEqualTo(Kind.JSON_LIMIT);
        assertThat(shape("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}").has("a"))
                .isTrue();
    }

    @Test
    void saysWhereTheJsonBreaks() {
        assertThat(refused("{\"model\":\"m\",\n  oops}").detail())
                .isEqualTo("the body is not valid JSON at line 2, column 3");
    }

    static RequestShape shape(String body) {
        return shape(body.getBytes(UTF_8));
    }

    static RequestShape shape(byte[] body) {
        return switch (RequestShape.read(body)) {
            case RequestShape.Read.Shape(RequestShape shape) -> shape;
            case RequestShape.Read.Refused(Problem problem) -> throw new AssertionError(problem);
        };
    }

    private static Problem refused(String body) {
        return refused(body.getBytes(UTF_8));
    }

    private static Problem refused(byte[] body) {
        return switch (RequestShape.read(body)) {
            case RequestShape.Read.Shape(RequestShape shape) -> throw new AssertionError(shape.members());
            case RequestShape.Read.Refused(Problem problem) -> problem;
        };
    }
}
