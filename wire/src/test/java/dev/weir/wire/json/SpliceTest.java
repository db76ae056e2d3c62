package dev.weir.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.RecordedRequests;
import dev.weir.wire.RecordedRequests.Recorded;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SpliceTest {

    static List<Recorded> recorded() throws IOException {
        return RecordedRequests.withBody();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void changesTheModelAndNothingElse(Recorded request) {
        var tree = (ObjectNode) JsonMapper.shared().readTree(request.body());
        tree.put("model", "another \"one\"");

        byte[] changed = new Splice(RequestShapeTest.shape(request.body()))
                .text("model", "another \"one\"")
                .apply();

        assertThat(new String(changed, UTF_8)).isEqualTo(JsonMapper.shared().writeValueAsString(tree));
    }

    @Test
    void givesTheVeryBodyBackWhenNothingChanges() {
        byte[] body = "{\"model\":\"m\"}".getBytes(UTF_8);

        assertThat(new Splice(RequestShapeTest.shape(body)).apply()).isSameAs(body);
    }

    @Test
    void addsWhatIsNotThereAtTheEnd() {
        assertThat(spliced("{\"model\":\"m\" }"))
                .isEqualTo("{\"model\":\"m\",\"stream_options\":{\"include_usage\":true} }");
        assertThat(spliced("{ }")).isEqualTo("{\"stream_options\":{\"include_usage\":true} }");
    }

    @Test
    void addsToAnObjectThatIsThere() {
        assertThat(spliced("{\"stream_options\":{}}")).isEqualTo("{\"stream_options\":{\"include_usage\":true}}");
        assertThat(spliced("{\"stream_options\":{ \"x\":1 }}"))
                .isEqualTo("{\"stream_options\":{ \"x\":1,\"include_usage\":true }}");
        assertThat(spliced("{\"stream_options\":{\"include_usage\": false},\"a\":1.0}"))
                .isEqualTo("{\"stream_options\":{\"include_usage\": true},\"a\":1.0}");
    }

    /// All subsets of the members of bodies with every kind of white space, compared with what a parser makes of it.
    @Test
    void removesAnyMembersAndLeavesTheRestAsItWas() {
        for (String body : List.of(
                "{\"a\":1,\"b\":\"x,}\",\"c\":[1, 2]}",
                "{ \"a\" : 1 ,\n \"b\" : \"x\" , \"c\" : {} }",
                "\n{\"a\":1 , \"b\":2,\"c\":3\n}\n")) {
            for (int subset = 0; subset < 16; subset++) {
                var splice = new Splice(RequestShapeTest.shape(body.getBytes(UTF_8)));
                var wanted = (ObjectNode) JsonMapper.shared().readTree(body);
                for (int i = 0; i < 3; i++) {
                    if ((subset >> i & 1) == 1) {
                        splice.remove(String.valueOf((char) ('a' + i)));
                        wanted.remove(String.valueOf((char) ('a' + i)));
                    }
                }
                if (subset >= 8) {
                    splice.text("new", "y").value("newer", "1");
                    wanted.put("new", "y").put("newer", 1);
                }

                String spliced = new String(splice.remove("absent").apply(), UTF_8);

                assertThat(JsonMapper.shared().readTree(spliced))
                        .as("%s without %s: %s", body, subset, spliced)
                        .isEqualTo(wanted);
            }
        }
    }

    @Test
    void replacesWhatIsNoObject() {
        assertThat(spliced("{\"stream_options\":null,\"a\":1}"))
                .isEqualTo("{\"stream_options\":{\"include_usage\":true},\"a\":1}");
    }

    private static String spliced(String body) {
        var splice = new Splice(RequestShapeTest.shape(body)).value("stream_options", "include_usage", "true");
        return new String(splice.apply(), UTF_8);
    }
}
