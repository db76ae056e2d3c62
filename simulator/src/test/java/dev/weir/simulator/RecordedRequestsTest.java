package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.format.Models;
import dev.weir.simulator.seal.Binding;
import dev.weir.wire.http.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What real clients asked, recorded in `lab/fixtures/clients`.
class RecordedRequestsTest {

    private static final Path RECORDED = Path.of("../lab/fixtures/clients");
    private static final Pattern ANSWERED =
            Pattern.compile("/v1/(chat/completions|responses|messages|messages/count_tokens|embeddings)");

    /// It sends a temperature with the version that has none.
    private static final Path WRONG = RECORDED.resolve("anthropic-sdk/03-messages.json");

    private static final Models ALL = new Models(List.of("*"), List.of());

    static List<Path> recorded() throws IOException {
        try (Stream<Path> files = Files.walk(RECORDED)) {
            return files.filter(RecordedRequestsTest::isAnswered).sorted().toList();
        }
    }

    private static boolean isAnswered(Path file) {
        if (!file.toString().endsWith(".json") || file.equals(WRONG)) {
            return false;
        }
        JsonNode json = read(file);
        return json.path("method").stringValue().equals("POST")
                && ANSWERED.matcher(json.path("path").stringValue()).matches();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void answersAsItsFormatWants(Path file) {
        JsonNode json = read(file);
        var simulator = new Simulator(Asking.settings().with(ALL).with(Binding.NONE));

        Heard heard = Heard.of(simulator.answer(request(json)));

        WellFormed.answer(
                json.path("path").stringValue(),
                json.path("body").path("stream").booleanValue(false),
                heard);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void answersTheSameToTheSame(Path file) {
        var one = new Simulator(Asking.settings().with(ALL).with(Binding.NONE));
        var other = new Simulator(Asking.settings().with(ALL).with(Binding.NONE));
        HttpRequest request = request(read(file));

        assertThat(Heard.of(one.answer(request)).text())
                .isEqualTo(Heard.of(other.answer(request)).text());
    }

    @Test
    void refusesTheThoughtsOfAnotherProvider() {
        var simulator = new Simulator(Asking.settings());

        Heard messages =
                Heard.of(simulator.answer(request(read(RECORDED.resolve("claude-code/05-tool-turn-2-result.json")))));
        Heard responses = Heard.of(simulator.answer(request(read(RECORDED.resolve("codex/02-tool-result.json")))));

        assertThat(messages.status()).isEqualTo(400);
        assertThat(messages.text()).contains("messages.1.content.0: Invalid `signature` in `thinking` block");
        assertThat(responses.status()).isEqualTo(400);
        assertThat(responses.json().at("/error/code").stringValue()).isEqualTo("invalid_encrypted_content");
    }

    @Test
    void refusesATemperatureWithTheVersionThatHasNone() {
        Heard heard = Heard.of(new Simulator(Asking.settings()).answer(request(read(WRONG))));

        assertThat(heard.status()).isEqualTo(400);
        assertThat(heard.json().at("/error/message").stringValue())
                .isEqualTo("temperature: Extra inputs are not permitted");
    }

    private static HttpRequest request(JsonNode json) {
        var headers = json.path("headers")
                .propertyStream()
                .flatMap(header -> Stream.of(header.getKey(), header.getValue().stringValue()))
                .toArray(String[]::new);
        HttpRequest request = Asking.post(
                json.path("path").stringValue() + json.path("query").stringValue(""),
                json.path("body").toString(),
                headers);
        boolean keyed =
                request.headers().has("authorization") || request.headers().has("x-api-key");
        return keyed ? request : Asking.with(request, "authorization", "Bearer sk-any");
    }

    private static JsonNode read(Path file) {
        try {
            return JsonMapper.shared().readTree(Files.readString(file, UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
