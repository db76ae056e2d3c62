package dev.weir.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonNumbersTest {

    private static final String ANSWER = """
            {"id":"x","content":[{"usage":{"input_tokens":99}}],"usage":{"input_tokens":12,"service_tier":"standard",
             "details":{"cached":3,"list":[1,2]},"ratio":0.5},"more":{"usage":{"input_tokens":98}}}""";

    @Test
    void findsTheNumbersOfOneObject() {
        assertThat(JsonNumbers.of("usage", ANSWER.getBytes(UTF_8)))
                .isEqualTo(Map.of("input_tokens", 12L, "details.cached", 3L));
    }

    @Test
    void findsTheSameHoweverTheDocumentArrives() {
        var numbers = new JsonNumbers("usage");
        for (byte one : ANSWER.getBytes(UTF_8)) {
            numbers.feed(new byte[] {one});
        }

        assertThat(numbers.found()).isEqualTo(Map.of("input_tokens", 12L, "details.cached", 3L));
    }

    @Test
    void keepsWhatCameBeforeTheDocumentBroke() {
        assertThat(JsonNumbers.of("usage", "{\"usage\":{\"a\":1,}}".getBytes(UTF_8)))
                .isEqualTo(Map.of("a", 1L));
    }
}
