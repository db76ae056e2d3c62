package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.RoutingConfig.Read;
import dev.weir.config.RoutingNode.Group;
import dev.weir.config.RoutingNode.Leaf;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RoutingConfigTest {

    /// What users of Portkey's gateway write, each with what becomes of it: nothing, or the place that is refused.
    static Stream<Arguments> examples() throws IOException {
        try (InputStream json =
                Objects.requireNonNull(RoutingConfigTest.class.getResourceAsStream("portkey-configs.json"))) {
            return JsonMapper.shared()
                    .readTree(json)
                    .valueStream()
                    .map(one -> Arguments.of(
                            one.path("what").stringValue(),
                            one.path("config"),
                            one.path("refused").stringValue(""),
                            one.path("without_effect").stringValue("")))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void takesWhatUsersOfPortkeyWriteOrSaysWhyNot(String what, JsonNode config, String refused, String withoutEffect) {
        Read read = RoutingConfig.read(config);

        if (refused.isEmpty()) {
            assertThat(read)
                    .as(what)
                    .isInstanceOfSatisfying(
                            Read.Valid.class,
                            valid -> assertThat(valid.config().notices().stream()
                                            .map(Violation::path)
                                            .toList())
                                    .isEqualTo(withoutEffect.isEmpty() ? List.of() : List.of(withoutEffect)));
        } else {
            assertThat(read)
                    .as(what)
                    .isInstanceOfSatisfying(
                            Read.Invalid.class,
                            invalid -> assertThat(invalid.violations())
                                    .extracting(Violation::path)
                                    .contains(refused));
        }
    }

    @Test
    void readsSnakeAndCamelCaseAlike() {
        String snake = """
                {"strategy": {"mode": "fallback", "on_status_codes": [429, 503]},
                 "request_timeout": 1500,
                 "targets": [
                   {"provider": "openai", "retry": {"attempts": 2, "on_status_codes": [500]}, "override_params": {"top_p": 1}},
                   {"virtual_key": "@spare", "override_params": {"model": "gpt-5"}}]}""";
        String camel = snake.replace("on_status_codes", "onStatusCodes")
                .replace("request_timeout", "requestTimeout")
                .replace("override_params", "overrideParams")
                .replace("virtual_key", "virtualKey");

        RoutingNode root = valid(snake);

        assertThat(valid(camel)).isEqualTo(root);
        Group group = (Group) root;
        assertThat(group.strategy()).isEqualTo(new Strategy.Fallback(new StatusRule.These(Set.of(429, 503))));
        Leaf first = (Leaf) group.targets().getFirst();
        assertThat(first.settings().requestTimeout()).contains(Duration.ofMillis(1500));
        assertThat(first.settings().retry()).contains(new Retry(2, new StatusRule.These(Set.of(500))));
        Leaf second = (Leaf) group.targets().getLast();
        assertThat(second.provider()).contains("spare");
        assertThat(second.model()).contains("gpt-5");
        assertThat(second.path()).isEqualTo("config.targets[1]");
    }

    @Test
    void saysEverythingThatIsWrongAtOnceEachWithItsPlace() {
        assertThat(wrong("""
                {"strategy": {"mode": "random", "on_status_codes": [9]},
                 "targets": [
                   {"provider": "openai", "api_key": "sk-1", "weight": -1},
                   {"strategy": {"mode": "conditional", "conditions": [
                      {"query": {"metadata.a": {"$near": 1}, "body.x": 2, "params.n": {"$gt": "many"}}, "then": "nobody"}]},
                    "targets": [{"name": "x", "provider": "a"}, {"name": "x", "provider": "b"}]},
                   {"provider": "b", "before_request_hooks": [], "retry": {"attempts": "many"}, "override_params": {"stream": true}}]}
                """))
                .containsExactlyInAnyOrder(
                        "/strategy/mode",
                        "/strategy/on_status_codes/0",
                        "/targets/0/api_key",
                        "/targets/0/weight",
                        "/targets/1/strategy/conditions/0/query/metadata.a/$near",
                        "/targets/1/strategy/conditions/0/query/body.x",
                        "/targets/1/strategy/conditions/0/query/params.n/$gt",
                        "/targets/1/strategy/conditions/0/then",
                        "/targets/1/targets",
                        "/targets/2/before_request_hooks",
                        "/targets/2/retry/attempts",
                        "/targets/2/override_params/stream");
    }

    @Test
    void repeatsNoSecretThatWasWrittenWhereNoneBelongs() {
        Read read = RoutingConfig.read("{\"provider\": \"openai\", \"api_key\": \"sk-very-secret\"}");

        assertThat(read.toString()).contains("/api_key").doesNotContain("sk-very-secret");
    }

    @Test
    void tellsKeysThatNobodyKnowsAndGoesOn() {
        Read read = RoutingConfig.read("{\"provider\": \"openai\", \"colour\": \"red\"}");

        assertThat(read)
                .isInstanceOfSatisfying(
                        Read.Valid.class,
                        valid -> assertThat(valid.config().notices())
                                .extracting(Violation::toString)
                                .singleElement()
                                .asString()
                                .startsWith("/colour: no key is named colour; there are ["));
    }

    @Test
    void letsWhatAGroupSaysHoldForItsTargets() {
        Group root = (Group) valid("""
                {"strategy": {"mode": "single"}, "retry": {"attempts": 3}, "override_params": {"a": 1, "b": 1},
                 "targets": [{"provider": "p", "override_params": {"b": 2}}, {"provider": "q", "retry": {"attempts": 0}}]}""");

        Leaf first = (Leaf) root.targets().getFirst();
        assertThat(first.settings().overrides().toString()).isEqualTo("{a=1, b=2}");
        assertThat(first.settings().retry()).map(Retry::attempts).contains(3);
        assertThat(((Leaf) root.targets().getLast()).settings().retry())
                .map(Retry::attempts)
                .contains(0);
    }

    @Test
    void boundsDepthAndNumberOfTargets() {
        String deep = "{\"provider\": \"p\"}";
        for (int i = 0; i < 10; i++) {
            deep = "{\"strategy\": {\"mode\": \"single\"}, \"targets\": [" + deep + "]}";
        }
        String wide = "{\"strategy\": {\"mode\": \"fallback\"}, \"targets\": ["
                + String.join(",", Collections.nCopies(64, "{\"provider\": \"p\"}")) + "]}";

        assertThat(valid(deep).leaves()).hasSize(1);
        assertThat(wrong("{\"strategy\": {\"mode\": \"single\"}, \"targets\": [" + deep + "]}"))
                .isNotEmpty();
        assertThat(valid(wide).leaves()).hasSize(64);
        assertThat(wrong(wide.replace("]}", ", {\"provider\": \"p\"}]}"))).containsExactly("/targets/64");
    }

    @Test
    void wantsAWeightThatCanBeDrawn() {
        assertThat(wrong("{\"strategy\": {\"mode\": \"loadbalance\"},"
                        + " \"targets\": [{\"provider\": \"p\", \"weight\": 0}]}"))
                .containsExactly("/targets");
    }

    @Test
    void takesNoDocumentThatIsNone() {
        for (String none : List.of("pc-12345", "[]", "3", "null", "{\"provider\": \"a\", \"provider\": \"b\"}")) {
            assertThat(wrong(none)).as(none).hasSize(1);
        }
    }

    private static RoutingNode valid(String json) {
        Read read = RoutingConfig.read(json);
        assertThat(read).isInstanceOf(Read.Valid.class);
        return ((Read.Valid) read).config().root();
    }

    private static List<String> wrong(String json) {
        Read read = RoutingConfig.read(json);
        assertThat(read).isInstanceOf(Read.Invalid.class);
        return ((Read.Invalid) read).violations().stream().map(Violation::path).toList();
    }
}
