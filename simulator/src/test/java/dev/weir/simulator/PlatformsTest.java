package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.simulator.format.Dialect;
import dev.weir.wire.aws.AwsKeys;
import dev.weir.wire.aws.Scope;
import dev.weir.wire.aws.SignatureV4;
import dev.weir.wire.frame.ChunkFrames;
import dev.weir.wire.frame.EventMessage;
import dev.weir.wire.frame.EventMessageReader;
import dev.weir.wire.frame.EventMessageReader.Corrupt;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Bedrock, Vertex AI, Gemini and Azure at their own paths.
class PlatformsTest {

    private static final String BEDROCK = """
            {"anthropic_version": "bedrock-2023-05-31", "anthropic_beta": ["b-1"], "max_tokens": 50,
             "messages": [{"role": "user", "content": "hello"}]}""";
    private static final String GEMINI = """
            {"contents": [{"role": "user", "parts": [{"text": "hello"}]}]}""";
    private static final String CHAT = """
            {"messages": [{"role": "user", "content": "hello"}]}""";
    private static final String INVOKE = "/model/us.anthropic.claude-opus-4-6-v1%3A0/invoke";
    private static final AwsKeys KEYS = new AwsKeys("AKIA1", "right");

    private final Simulator simulator = new Simulator(Asking.settings());

    @Test
    void invokesAModelThatThePathNames() {
        Heard heard = hear(INVOKE, BEDROCK, "authorization", "Bearer key");

        assertThat(heard.json().path("type").stringValue()).isEqualTo("message");
        assertThat(heard.json().path("model").stringValue()).isEqualTo("us.anthropic.claude-opus-4-6-v1:0");
    }

    @Test
    void streamsInMessagesWithChecksums() throws Corrupt {
        Heard heard = hear(INVOKE + "-with-response-stream", BEDROCK, "authorization", "Bearer key");

        List<EventMessage> messages = new EventMessageReader(1 << 20).feed(heard.bytes());
        assertThat(heard.headers().first("content-type")).contains("application/vnd.amazon.eventstream");
        assertThat(new String(ChunkFrames.toSse(messages.getFirst()), UTF_8)).startsWith("event: message_start\n");
        assertThat(new String(ChunkFrames.toSse(messages.getLast()), UTF_8))
                .startsWith("event: message_stop\n")
                .contains("amazon-bedrock-invocationMetrics");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"max_tokens\"' | '\"model\": \"m\", \"max_tokens\"' | model: Extra inputs are not permitted",
                "'\"max_tokens\"' | '\"stream\": true, \"max_tokens\"' | stream: Extra inputs are not permitted",
                "bedrock-2023-05-31 | 2023-06-01 | 'anthropic_version: \"2023-06-01\" is not a valid version'",
                "bedrock-2023-05-31 | 2026-10-21"
                        + " | anthropic_version: 2026-10-21 is not available for us.anthropic.claude-opus-4-6-v1:0",
                "'\"max_tokens\": 50,' | '' | max_tokens: Field required"
            })
    void refusesWhatBedrockRefuses(String from, String to, String message) {
        Heard heard = hear(INVOKE, BEDROCK.replace(from, to), "authorization", "Bearer key");

        assertThat(heard.status()).isEqualTo(400);
        assertThat(heard.headers().first("x-amzn-errortype")).contains("ValidationException");
        assertThat(heard.json().path("message").stringValue()).isEqualTo(message);
    }

    @Test
    void looksAtSignatures() {
        var keyed = new Simulator(
                Asking.settings().with(new Keys.Exactly(Map.of(Dialect.BEDROCK, Set.of("key")), List.of(KEYS))));

        assertThat(Heard.of(keyed.answer(signed(KEYS))).status()).isEqualTo(200);
        Heard wrong = Heard.of(keyed.answer(signed(new AwsKeys("AKIA1", "wrong"))));
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.headers().first("x-amzn-errortype")).contains("InvalidSignatureException");
        Heard unknown = Heard.of(keyed.answer(signed(new AwsKeys("AKIA2", "right"))));
        assertThat(unknown.headers().first("x-amzn-errortype")).contains("UnrecognizedClientException");
        assertThat(Heard.of(simulator.answer(signed(new AwsKeys("AKIA2", "any"))))
                        .status())
                .isEqualTo(200);
        assertThat(hear(INVOKE, BEDROCK, "authorization", "AWS4-HMAC-SHA256 nonsense")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void failsInMidStreamAsBedrockDoes() throws Corrupt {
        String stream = INVOKE + "-with-response-stream";
        Heard failed = hear(
                stream,
                BEDROCK,
                "authorization",
                "Bearer key",
                "x-simulator-fault",
                "error;type=throttlingException;after=2");
        EventMessage last = new EventMessageReader(1 << 20).feed(failed.bytes()).getLast();
        assertThat(last.header(":exception-type")).isEqualTo("throttlingException");

        for (String fault : List.of("corrupt", "corrupt;at=prelude")) {
            Heard corrupt = hear(stream, BEDROCK, "authorization", "Bearer key", "x-simulator-fault", fault);
            assertThatThrownBy(() -> new EventMessageReader(1 << 20).feed(corrupt.bytes()))
                    .isInstanceOf(Corrupt.class);
        }
        var split = (SimulatorAnswer.Streamed) simulator.answer(
                Asking.post(stream, BEDROCK, "authorization", "Bearer key", "x-simulator-fault", "split=5"));
        assertThat(split.steps())
                .allSatisfy(step -> assertThat(((Step.Send) step).bytes()).hasSizeLessThan(6));
    }

    @Test
    void countsTokensOfABodyInsideABody() {
        String inside = Base64.getEncoder().encodeToString(BEDROCK.getBytes(UTF_8));
        Heard heard = hear(
                INVOKE.replace("invoke", "count-tokens"),
                "{\"input\": {\"invokeModel\": {\"body\": \"" + inside + "\"}}}",
                "authorization",
                "Bearer key");

        assertThat(heard.json().path("inputTokens").intValue()).isEqualTo(2);
    }

    @Test
    void speaksTheFormatsOfAnthropicAndGoogleOnVertex() {
        String base = "/v1/projects/acme/locations/global/publishers/";
        String anthropic = BEDROCK.replace("bedrock-2023-05-31", "vertex-2023-10-16");

        Heard claude = hear(
                base + "anthropic/models/claude-opus-4-6@20260101:streamRawPredict",
                anthropic,
                "authorization",
                "Bearer ya29");
        assertThat(claude.events().getLast().name()).isEqualTo("message_stop");
        assertThat(hear(base + "anthropic/models/claude-x:rawPredict", BEDROCK, "authorization", "Bearer ya29")
                        .status())
                .isEqualTo(400);
        Heard gemini =
                hear(base + "google/models/gemini-3-pro:generateContent", GEMINI, "authorization", "Bearer ya29");
        assertThat(gemini.json().at("/candidates/0/finishReason").stringValue()).isEqualTo("STOP");
        Heard nobody = hear(base + "anthropic/models/claude-x:rawPredict", anthropic);
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.json().at("/error/status").stringValue()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void streamsGemini() {
        Heard heard =
                hear("/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse", GEMINI, "x-goog-api-key", "key");

        List<Heard.Said> events = heard.events();
        assertThat(events.getLast().json().at("/candidates/0/finishReason").stringValue())
                .isEqualTo("STOP");
        assertThat(events.stream()
                        .map(event -> event.json()
                                .at("/candidates/0/content/parts/0/text")
                                .stringValue())
                        .reduce("", String::concat))
                .isEqualTo("Hello from the simulator. PONG.");
        assertThat(events.getFirst()
                        .json()
                        .at("/usageMetadata/candidatesTokenCount")
                        .intValue())
                .isLessThan(events.getLast()
                        .json()
                        .at("/usageMetadata/candidatesTokenCount")
                        .intValue());
        assertThat(hear("/v1beta/models/gemini-3-pro:generateContent?key=k", GEMINI, "x-goog-api-key", "k")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void wantsTheSealOfAThoughtBack() {
        String tools = """
                "tools": [{"functionDeclarations": [{"name": "look", "parameters": {"type": "OBJECT"}}]}],
                "toolConfig": {"functionCallingConfig": {"mode": "ANY"}}""";
        String asked = """
                {"role": "user", "parts": [{"text": "look around"}]}""";
        JsonNode part =
                gemini("{\"contents\": [" + asked + "], " + tools + "}").json().at("/candidates/0/content/parts/0");
        assertThat(part.at("/functionCall/name").stringValue()).isEqualTo("look");

        String result = """
                {"role": "user", "parts": [{"functionResponse": {"name": "look", "response": {"ok": true}}}]}""";
        String next = "{\"contents\": [" + asked + ", {\"role\": \"model\", \"parts\": [%s]}, " + result + "]}";
        assertThat(gemini(next.formatted(part)).status()).isEqualTo(200);
        assertThat(gemini(next.formatted("{\"functionCall\": {\"name\": \"look\", \"args\": {}}}"))
                        .text())
                .contains("missing a thought_signature");
        assertThat(gemini(next.formatted("{\"functionCall\": {\"name\": \"look\"}, \"thoughtSignature\": \"AAAA\"}"))
                        .text())
                .contains("Corrupted thought signature");
        for (String skip :
                List.of("skip_thought_signature_validator", "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=")) {
            assertThat(gemini(next.formatted(
                                    "{\"functionCall\": {\"name\": \"look\"}, \"thoughtSignature\": \"" + skip + "\"}"))
                            .status())
                    .isEqualTo(200);
        }
        String moved = part.toString().replace("\"look\"", "\"listen\"");
        assertThat(gemini(next.formatted(moved)).text()).contains("Corrupted thought signature");
    }

    @Test
    void sealsTheEndOfATextThatItThoughtAbout() {
        String asked = """
                {"role": "user", "parts": [{"text": "hello"}]}""";
        String thinking = """
                , "generationConfig": {"thinkingConfig": {"includeThoughts": true}}}""";
        JsonNode part =
                gemini("{\"contents\": [" + asked + "]" + thinking).json().at("/candidates/0/content/parts/1");
        String next = "{\"contents\": [" + asked + ", {\"role\": \"model\", \"parts\": [%s]}, " + asked + "]}";
        String signature = part.path("thoughtSignature").stringValue();

        assertThat(gemini(next.formatted(part)).status()).isEqualTo(200);
        assertThat(gemini(next.formatted("{\"text\": \"Hello.\"}")).status()).isEqualTo(200);
        assertThat(gemini(next.formatted("{\"text\": \"Hello.\", \"thoughtSignature\": \"" + signature + "\"}"))
                        .text())
                .contains("Corrupted thought signature");
    }

    @Test
    void blocksAPromptWithAStatusOf200() {
        Heard heard = gemini(GEMINI.replace("hello", "BLOCK_THIS_PROMPT"));

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.json().at("/promptFeedback/blockReason").stringValue()).isEqualTo("PROHIBITED_CONTENT");
        assertThat(heard.json().has("candidates")).isFalse();
    }

    @Test
    void servesDeploymentsOfAzure() {
        String classic = "/openai/deployments/gpt-prod/chat/completions";

        Heard heard = hear(classic + "?api-version=2024-10-21", CHAT, "api-key", "key");
        assertThat(heard.json().path("model").stringValue()).isEqualTo("gpt-prod");
        assertThat(heard.json()
                        .at("/prompt_filter_results/0/content_filter_results/hate/filtered")
                        .isBoolean())
                .isTrue();
        assertThat(hear(classic, CHAT, "api-key", "key").status()).isEqualTo(404);
        assertThat(hear(
                                "/openai/v1/chat/completions",
                                CHAT.replace("{\"m", "{\"model\": \"gpt-4o\", \"m"),
                                "api-key",
                                "k")
                        .status())
                .isEqualTo(200);
        assertThat(hear(classic + "?api-version=x", CHAT)
                        .json()
                        .at("/error/code")
                        .stringValue())
                .isEqualTo("401");
    }

    private Heard gemini(String body) {
        return hear("/v1beta/models/gemini-3-pro:generateContent", body, "x-goog-api-key", "key");
    }

    private Heard hear(String path, String body, String... headers) {
        return Heard.of(simulator.answer(Asking.post(path, body, headers)));
    }

    private static HttpRequest signed(AwsKeys keys) {
        HttpRequest plain = Asking.post(INVOKE, BEDROCK, "host", "bedrock.test", "content-type", "application/json");
        Headers.Builder headers = plain.headers().toBuilder();
        SignatureV4.sign(
                headers, "POST", INVOKE, plain.body(), keys, new Scope("eu-central-1", "bedrock"), Asking.NOON);
        return new HttpRequest("POST", plain.target(), headers.build(), plain.body());
    }
}
