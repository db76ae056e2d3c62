package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Operation;
import dev.weir.provider.ProviderCatalog;
import dev.weir.wire.format.Gemini;
import dev.weir.wire.frame.ChunkFrames;
import dev.weir.wire.frame.EventMessage;
import dev.weir.wire.frame.EventMessageReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole gateway, over sockets, in front of every kind of provider.
class ProvidersTest {

    private static final String MODEL = "claude-opus-4-6";
    private static final String HELLO = "[{\"role\": \"user\", \"content\": \"hello\"}]";
    private static final String ANSWER = "Hello from the simulator. PONG.";
    private static final String CONVERSE =
            "{\"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"hello\"}]}]}";
    private static final String GEMINI = "{\"contents\": [{\"role\": \"user\", \"parts\": [{\"text\": \"hello\"}]}]}";

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(folder);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    static Stream<Arguments> services() {
        return ProviderCatalog.builtIn().all().stream()
                .flatMap(kind -> kind.services().keySet().stream()
                        .sorted()
                        .map(operation -> Arguments.of(kind.id(), operation)));
    }

    /// Each row of the catalogue, each operation of it, once for each credential that it takes.
    @ParameterizedTest
    @MethodSource("services")
    void servesEveryOperationOfEveryKindOfProvider(String provider, Operation operation) throws Exception {
        for (int call = 0; call < 3; call++) {
            String model = operation.format() == Gemini.FORMAT ? "gemini-3-pro" : MODEL;
            HttpResponse<byte[]> answer = ask("@" + provider + "/" + model, operation, "");

            assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
            assertThat(json(answer).isObject()).isTrue();
        }
    }

    private static HttpResponse<byte[]> ask(String model, Operation operation, String more) throws Exception {
        String inPath = "/v1beta/models/" + model.replace("/", "%2F");
        return switch (operation) {
            case CHAT -> world.post("/v1/chat/completions", body(model, "\"messages\": " + HELLO + more));
            case RESPONSES -> world.post("/v1/responses", body(model, "\"input\": " + HELLO + more));
            case EMBEDDINGS -> world.post("/v1/embeddings", body(model, "\"input\": \"hello\""));
            case MESSAGES ->
                world.post("/v1/messages", body(model, "\"max_tokens\": 50, \"messages\": " + HELLO + more), VERSION);
            case COUNT_TOKENS ->
                world.post("/v1/messages/count_tokens", body(model, "\"messages\": " + HELLO + more), VERSION);
            case CONVERSE -> world.post("/model/" + model.replace("/", "%2F") + "/converse", CONVERSE);
            case GENERATE_CONTENT -> world.post(inPath + ":generateContent", GEMINI);
            case COUNT_CONTENT_TOKENS -> world.post(inPath + ":countTokens", GEMINI);
            case EMBED_CONTENT ->
                world.post(inPath + ":embedContent", "{\"content\": {\"parts\": [{\"text\": \"hello\"}]}}");
        };
    }

    private static final String[] VERSION = {"anthropic-version", "2023-06-01"};

    /// Callers of Anthropic's own interface, of Bedrock's and of Vertex AI's, each to a provider of each.
    @ParameterizedTest
    @ValueSource(
            strings = {"anthropic", "bedrock", "bedrock-messages", "bedrock-mantle", "vertex-ai", "azure-anthropic"})
    void takesAMessageOutOfEachEnvelopeAndPutsItIntoEach(String provider) throws Exception {
        String model = "@" + provider + "/" + MODEL;
        String path = model.replace("/", "%2F");
        String inside = "\"max_tokens\": 50, \"messages\": " + HELLO;

        for (boolean streams : List.of(false, true)) {
            HttpResponse<byte[]> own = world.post(
                    "/v1/messages?beta=true",
                    body(model, inside + ", \"stream\": " + streams),
                    "anthropic-version",
                    "2023-06-01",
                    "anthropic-beta",
                    "one-1,two-2");
            HttpResponse<byte[]> bedrock = world.post(
                    "/model/" + path + (streams ? "/invoke-with-response-stream" : "/invoke"),
                    "{\"anthropic_version\": \"bedrock-2023-05-31\", \"anthropic_beta\": [\"one-1\"], " + inside + "}");
            HttpResponse<byte[]> vertex = world.post(
                    "/v1/projects/p/locations/l/publishers/anthropic/models/" + path
                            + (streams ? ":streamRawPredict" : ":rawPredict"),
                    "{\"anthropic_version\": \"vertex-2023-10-16\", " + inside + ", \"stream\": " + streams + "}");

            assertThat(said(own, streams)).isEqualTo(ANSWER);
            assertThat(said(vertex, streams)).isEqualTo(ANSWER);
            assertThat(streams ? inChunks(bedrock) : said(bedrock, false)).isEqualTo(ANSWER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "bedrock", "vertex-ai"})
    void countsTokensForCallersOfBedrockAndVertex(String provider) throws Exception {
        String model = "@" + provider + "/" + MODEL;
        String inside =
                "{\"anthropic_version\": \"bedrock-2023-05-31\", \"max_tokens\": 1, \"messages\": " + HELLO + "}";
        String encoded = Base64.getEncoder().encodeToString(inside.getBytes(UTF_8));

        HttpResponse<byte[]> bedrock = world.post(
                "/model/" + model.replace("/", "%2F") + "/count-tokens",
                "{\"input\": {\"invokeModel\": {\"body\": \"" + encoded + "\"}}}");
        HttpResponse<byte[]> vertex = world.post(
                "/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict",
                body(model, "\"anthropic_version\": \"vertex-2023-10-16\", \"messages\": " + HELLO));

        assertThat(text(bedrock)).isEqualTo("{\"inputTokens\":2}");
        assertThat(json(vertex).path("input_tokens").intValue()).isEqualTo(2);
    }

    /// Callers of every format at models that only Converse leads to.
    @ParameterizedTest
    @ValueSource(strings = {"us.amazon.nova-2-lite-v1:0", "us.meta.llama4-scout-17b-instruct-v1:0"})
    void servesAllCallersAtModelsOnBedrockThatReadNoMessages(String name) throws Exception {
        String model = "@bedrock/" + name;
        for (boolean streams : List.of(false, true)) {
            String stream = ", \"stream\": " + streams;
            for (Operation operation : List.of(Operation.MESSAGES, Operation.CHAT, Operation.RESPONSES)) {
                HttpResponse<byte[]> answer = ask(model, operation, stream);

                assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
                assertThat(text(answer)).contains("PONG.");
            }
            HttpResponse<byte[]> converse =
                    world.post(path(model) + "/converse" + (streams ? "-stream" : ""), CONVERSE);
            assertThat(conversed(converse, streams)).isEqualTo(ANSWER);
        }
        HttpResponse<byte[]> count = ask(model, Operation.COUNT_TOKENS, "");
        assertThat(count.headers().firstValue("x-weir-error")).contains("format_unsupported");
        assertThat(text(count)).contains("does not serve COUNT_TOKENS of " + name);
    }

    /// Callers of Converse at providers of every format.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@anthropic/claude-opus-4-6",
                "@vertex-ai/claude-opus-4-6",
                "@openai/gpt-5",
                "@groq/gpt-4o",
                "@bedrock/us.anthropic.claude-opus-4-6-v1:0",
                "@bedrock-converse/us.anthropic.claude-opus-4-6-v1:0"
            })
    void servesCallersOfConverseAtEveryProvider(String model) throws Exception {
        HttpResponse<byte[]> whole = world.post(path(model) + "/converse", CONVERSE);
        HttpResponse<byte[]> streamed = world.post(path(model) + "/converse-stream", CONVERSE);

        assertThat(conversed(whole, false)).isEqualTo(ANSWER);
        assertThat(conversed(streamed, true)).isEqualTo(ANSWER);
        assertThat(json(whole).at("/usage/inputTokens").intValue()).isPositive();
        assertThat(whole.headers().firstValue("x-amzn-requestid"))
                .isEqualTo(whole.headers().firstValue("request-id"));
    }

    /// What nobody would apply is not passed over.
    @Test
    void refusesGuardrailsWhereThereAreNone() throws Exception {
        String guarded = CONVERSE.replace(
                "{\"messages\"", "{\"guardrailConfig\": {\"guardrailIdentifier\": \"g\"}, \"messages\"");
        HttpResponse<byte[]> body = world.post(path("@anthropic/" + MODEL) + "/converse", guarded);
        HttpResponse<byte[]> header = world.post(
                path("@openai/gpt-5") + "/invoke",
                "{\"anthropic_version\": \"bedrock-2023-05-31\", \"max_tokens\": 50, \"messages\": " + HELLO + "}",
                "x-amzn-bedrock-guardrailidentifier",
                "g");

        assertThat(body.headers().firstValue("x-weir-error")).contains("not_translatable");
        assertThat(text(body)).contains("/guardrailConfig");
        assertThat(header.headers().firstValue("x-weir-error")).contains("field_not_allowed");
        assertThat(world.post(path("@bedrock/" + MODEL) + "/converse", guarded).statusCode())
                .isEqualTo(200);
    }

    @Test
    void tellsErrorsOfConverseInTheWordsOfEachCaller() throws Exception {
        String wrong = CONVERSE.replace("hello", " ");
        HttpResponse<byte[]> same = world.post(path("@bedrock/" + MODEL) + "/converse", wrong);
        world.fault("/converse", "status=429;retry-after=7");
        HttpResponse<byte[]> chat = ask("@bedrock/us.amazon.nova-2-lite-v1:0", Operation.CHAT, "");
        HttpResponse<byte[]> messages = ask("@bedrock/us.amazon.nova-2-lite-v1:0", Operation.MESSAGES, "");
        world.noFaults();
        world.fault("/v1/messages", "status=529");
        HttpResponse<byte[]> converse = world.post(path("@anthropic/" + MODEL) + "/converse", CONVERSE);
        world.noFaults();

        assertThat(same.statusCode()).isEqualTo(400);
        assertThat(same.headers().firstValue("x-amzn-errortype")).contains("ValidationException");
        assertThat(json(same).path("message").stringValue())
                .isEqualTo("messages.0.content.0.text: the text field is blank");
        assertThat(chat.statusCode()).isEqualTo(429);
        assertThat(json(chat).at("/error/code").stringValue()).isEqualTo("rate_limit_exceeded");
        assertThat(json(messages).at("/error/type").stringValue()).isEqualTo("rate_limit_error");
        assertThat(converse.statusCode()).isEqualTo(503);
        assertThat(converse.headers().firstValue("x-amzn-errortype")).contains("ServiceUnavailableException");
    }

    @Test
    void tellsWhatBecomesOfEachFeatureOnTheWayToAModel() throws Exception {
        JsonNode told = json(world.get("/v1/capabilities?model=us.anthropic.claude-opus-4-6-v1:0"));

        JsonNode callers = told.at("/targets/0/callers");
        assertThat(told.at("/targets/0/provider").asString()).isEqualTo("bedrock");
        assertThat(callers.propertyNames())
                .containsExactly("openai-chat", "openai-responses", "anthropic-messages", "bedrock-converse", "gemini");
        assertThat(callers.at("/anthropic-messages/features/plain/request").asString())
                .isEqualTo("exact");
        assertThat(callers.at("/openai-chat/provider_format").asString()).isEqualTo("anthropic-messages");
        assertThat(callers.at("/openai-chat/features/several-answers/request").asString())
                .isEqualTo("refused");
        assertThat(told.path("features").propertyNames())
                .containsAll(callers.at("/gemini/features").propertyNames());
        assertThat(world.get("/v1/capabilities?model=nobody").statusCode()).isEqualTo(404);
        assertThat(world.get("/v1/capabilities").statusCode()).isEqualTo(400);
    }

    @Test
    void streamsGemini() throws Exception {
        HttpResponse<byte[]> answer = world.post("/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse", GEMINI);

        assertThat(text(answer)).contains("\"text\":\"PONG.\"").contains("\"finishReason\":\"STOP\"");
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(text(world.get("/v1beta/models")))
                .isEqualTo("{\"models\":[{\"name\":\"models/gemini-3-pro\",\"displayName\":\"gemini-3-pro\","
                        + "\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\",\"embedContent\"]},"
                        + "{\"name\":\"models/claude-opus-4-6@20260101\","
                        + "\"displayName\":\"claude-opus-4-6@20260101\","
                        + "\"supportedGenerationMethods\":[\"generateContent\"]},"
                        + "{\"name\":\"models/us.anthropic.claude-opus-4-6-v1:0\","
                        + "\"displayName\":\"us.anthropic.claude-opus-4-6-v1:0\","
                        + "\"supportedGenerationMethods\":[\"generateContent\"]}]}");
        HttpResponse<byte[]> array = world.post("/v1beta/models/gemini-3-pro:streamGenerateContent", GEMINI);
        assertThat(array.statusCode()).isEqualTo(400);
        assertThat(json(array).at("/error/status").stringValue()).isEqualTo("INVALID_ARGUMENT");
        assertThat(json(array).at("/error/message").stringValue()).contains("alt=sse");
    }

    @Test
    void servesCallersOfAzuresInterface() throws Exception {
        HttpResponse<byte[]> classic = world.post(
                "/openai/deployments/@azure-openai-classic%2Fgpt-prod/chat/completions?api-version=2024-10-21",
                "{\"messages\": " + HELLO + "}");
        HttpResponse<byte[]> elsewhere = world.post(
                "/openai/deployments/@openai%2Fgpt-4o/chat/completions?api-version=2024-10-21",
                "{\"messages\": " + HELLO + "}");
        HttpResponse<byte[]> v1 =
                world.post("/openai/v1/chat/completions", body("@azure-openai/gpt-prod", "\"messages\": " + HELLO));

        assertThat(json(classic).path("model").stringValue()).isEqualTo("gpt-prod");
        assertThat(json(elsewhere).path("model").stringValue()).isEqualTo("gpt-4o");
        assertThat(json(v1).has("prompt_filter_results")).isTrue();
    }

    @Test
    void f_29_neverPassesARefusalOfOurOwnKeyForOneOfTheCallers() throws Exception {
        HttpResponse<byte[]> answer = ask("@refused/" + MODEL, Operation.MESSAGES, "");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("x-weir-error")).contains("upstream_auth");
        assertThat(json(answer).at("/error/type").stringValue()).isEqualTo("api_error");
        HttpResponse<byte[]> google = ask("@refused-google/gemini-3-pro", Operation.GENERATE_CONTENT, "");
        assertThat(google.statusCode()).isEqualTo(502);
        assertThat(json(google).at("/error/details/0/reason").stringValue()).isEqualTo("upstream_auth");
    }

    @Test
    void tellsLimitsOfEachProviderInTheWordsOfTheCaller() throws Exception {
        world.fault("/invoke", "status=429;retry-after=7");
        HttpResponse<byte[]> answer = ask("@bedrock/" + MODEL, Operation.MESSAGES, "");
        world.noFaults();

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(json(answer).at("/error/type").stringValue()).isEqualTo("rate_limit_error");
        assertThat(json(answer).at("/error/details/error_code").stringValue()).isEqualTo("upstream_rate_limited");
        assertThat(answer.headers().firstValue("retry-after")).contains("7");

        world.fault("/v1/messages", "status=529");
        HttpResponse<byte[]> bedrock = world.post(
                "/model/@anthropic%2F" + MODEL + "/invoke",
                "{\"anthropic_version\": \"bedrock-2023-05-31\", \"max_tokens\": 50, \"messages\": " + HELLO + "}");
        world.noFaults();

        assertThat(bedrock.statusCode()).isEqualTo(503);
        assertThat(bedrock.headers().firstValue("x-amzn-errortype")).contains("ServiceUnavailableException");
    }

    @Test
    void continuesAResponseThatWasMadeHereAndNoOther() throws Exception {
        HttpResponse<byte[]> first = ask("@openai/gpt-5", Operation.RESPONSES, "");
        String id = json(first).path("id").stringValue();
        HttpResponse<byte[]> streamed = ask("@openai/gpt-5", Operation.RESPONSES, ", \"stream\": true");
        String other = text(streamed).replaceAll("(?s).*?\"response\":\\{\"id\":\"([^\"]+)\".*", "$1");

        for (String known : List.of(id, other)) {
            assertThat(ask("@openai/gpt-5", Operation.RESPONSES, ", \"previous_response_id\": \"" + known + "\"")
                            .statusCode())
                    .as(known)
                    .isEqualTo(200);
        }
        HttpResponse<byte[]> unknown =
                ask("@openai/gpt-5", Operation.RESPONSES, ", \"previous_response_id\": \"resp_of_somebody\"");
        assertThat(unknown.headers().firstValue("x-weir-error")).contains("resource_not_owned");
        assertThat(world.get("/v1/responses/" + id).headers().firstValue("x-weir-error"))
                .contains("not_supported");
    }

    @Test
    void tellsRefusalsInTheWordsOfEachCaller() throws Exception {
        HttpResponse<byte[]> bedrock = world.post("/model/nobody-knows-it/invoke", "{}");
        HttpResponse<byte[]> gemini = world.post("/v1beta/models/nobody-knows-it:generateContent", "{}");
        HttpResponse<byte[]> vertex =
                world.post("/v1/projects/p/locations/l/publishers/anthropic/models/nobody-knows-it:rawPredict", "{}");

        assertThat(bedrock.statusCode()).isEqualTo(404);
        assertThat(bedrock.headers().firstValue("x-amzn-errortype")).contains("ResourceNotFoundException");
        assertThat(json(bedrock).path("message").stringValue()).contains("nobody-knows-it");
        assertThat(json(gemini).at("/error/status").stringValue()).isEqualTo("NOT_FOUND");
        assertThat(json(vertex).at("/error/type").stringValue()).isEqualTo("not_found_error");
    }

    @Test
    void tellsErrorsOfBedrockInTheWordsOfAnthropicsCallers() throws Exception {
        HttpResponse<byte[]> answer = world.post(
                "/v1/messages",
                body("@bedrock/" + MODEL, "\"max_tokens\": \"many\", \"messages\": " + HELLO),
                "anthropic-version",
                "2023-06-01");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/error/type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(json(answer).at("/error/message").stringValue())
                .isEqualTo("max_tokens: Input should be a valid integer");
    }

    private static String body(String model, String members) {
        return "{\"model\": \"" + model + "\", " + members + "}";
    }

    private static String said(HttpResponse<byte[]> answer, boolean streamed) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        if (!streamed) {
            return json(answer).at("/content/0/text").stringValue();
        }
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        var said = new StringBuilder();
        text(answer)
                .lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> said.append(JsonMapper.shared()
                        .readTree(line.substring(6))
                        .at("/delta/text")
                        .stringValue("")));
        assertThat(text(answer)).contains("event: message_stop");
        return said.toString();
    }

    private static String path(String model) {
        return "/model/" + model.replace("/", "%2F");
    }

    private static String conversed(HttpResponse<byte[]> answer, boolean streamed) throws Exception {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        if (!streamed) {
            JsonNode content = json(answer).at("/output/message/content"); // the last after what was thought
            return content.path(content.size() - 1).path("text").stringValue();
        }
        assertThat(answer.headers().firstValue("content-type")).contains("application/vnd.amazon.eventstream");
        var said = new StringBuilder();
        List<EventMessage> messages = new EventMessageReader(1 << 20).feed(answer.body());
        for (EventMessage message : messages) {
            said.append(JsonMapper.shared()
                    .readTree(message.payload())
                    .at("/delta/text")
                    .stringValue(""));
        }
        assertThat(messages.getLast().header(":event-type")).isEqualTo("metadata");
        return said.toString();
    }

    private static String inChunks(HttpResponse<byte[]> answer) throws Exception {
        assertThat(answer.headers().firstValue("content-type")).contains("application/vnd.amazon.eventstream");
        var sse = new ArrayList<String>();
        for (EventMessage message : new EventMessageReader(1 << 20).feed(answer.body())) {
            sse.add(new String(ChunkFrames.toSse(message), UTF_8));
        }
        assertThat(sse.getLast()).startsWith("event: message_stop");
        var said = new StringBuilder();
        sse.forEach(event -> said.append(JsonMapper.shared()
                .readTree(event.substring(event.indexOf("data: ") + 6))
                .at("/delta/text")
                .stringValue("")));
        return said.toString();
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }
}
