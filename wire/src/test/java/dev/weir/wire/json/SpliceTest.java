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
