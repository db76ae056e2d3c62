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
    void findsTheNumbersOfSeveralObjects() {
        assertThat(new JsonNumbers("usage", "more.usage", "none").in(ANSWER.getBytes(UTF_8)))
                .as("what comes later holds")
                .isEqualTo(Map.of("input_tokens", 98L, "details.cached", 3L));
    }

    @Test
    void countsTheTextsInLists() {
        byte[] answer = """
                {"candidates": [{"queries": ["a", "b"], "other": ["c"]}, {"queries": []}, {"queries": ["d", 1, {"x": "e"}]}],
                 "queries": "no list", "usage": {"n": 4}}""".getBytes(UTF_8);

        assertThat(JsonNumbers.counting("queries", "usage").in(answer)).isEqualTo(Map.of("queries", 3L, "n", 4L));
    }

    @Test
    void keepsWhatCameBeforeTheDocumentBroke() {
        assertThat(JsonNumbers.of("usage", "{\"usage\":{\"a\":1,}}".getBytes(UTF_8)))
                .isEqualTo(Map.of("a", 1L));
    }

    @Test
    void namesWhatStandsInAListAfterItsText() {
        byte[] answer = """
                {"content": [{"text": "usage", "n": 9, "deep": [{"ttl": "1h", "inputTokens": 9}]}],
                 "usage": {"details": [{"ttl": "1h", "inputTokens": 7, "in": {"a": 1}}, {"inputTokens": 2, "ttl": "5m"},
                                       {"inputTokens": 3, "ttl": "5m"}, {"inputTokens": 4}, [{"x": 1}], 5], "inputTokens": 12}}""".getBytes(UTF_8);
        var pieces = new JsonNumbers("usage");
        for (byte one : answer) {
            pieces.feed(new byte[] {one});
        }

        assertThat(pieces.found())
                .isEqualTo(JsonNumbers.of("usage", answer))
                .isEqualTo(Map.of(
                        "details.1h.inputTokens",
                        7L,
                        "details.1h.in.a",
                        1L,
                        "details.5m.inputTokens",
                        5L,
                        "details..inputTokens",
                        4L,
                        "inputTokens",
                        12L));
    }

    @Test
    void namesWhatHasSeveralTextsAfterAllOfThem() {
        byte[] answer = """
                {"usage": {"legs": [{"type": "b", "n": 1, "in": {"m": 5}, "model": "a", "other": [{"n": 9}], "k": 2}, {"model": "a", "type": "b", "n": 3},
                           {"type": "b", "model": null, "n": 4}]}, "messages": [{"usage": {"legs": [{"n": 8}]}}]}""".getBytes(UTF_8);

        assertThat(JsonNumbers.of("usage", answer))
                .isEqualTo(Map.of("legs.a/b.n", 4L, "legs.a/b.in.m", 5L, "legs.a/b.k", 2L, "legs.b.n", 4L));
    }
}
