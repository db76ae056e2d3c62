package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.google.genai.Client;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.identity.spi.TokenIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;
import tools.jackson.databind.json.JsonMapper;

/// The official SDKs as callers: each only told another address and a token.
class SdksTest {

    private static final String ANSWER = "Hello from the simulator. PONG.";
    private static final String BODY = """
            {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 50,
             "messages": [{"role": "user", "content": "hello"}]}""";

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(folder);
    }

    @AfterEach
    void mend() throws Exception {
        world.noFaults();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@bedrock/claude-x",
                "@vertex-ai/claude-x",
                "@anthropic/claude-x",
                "@bedrock/us.amazon.nova-2-lite-v1:0"
            })
    void servesTheSdkOfAnthropic(String model) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(world.address())
                .authToken(world.bearer())
                .build();
        MessageCreateParams hello = MessageCreateParams.builder()
                .model(model)
                .maxTokens(50)
                .addUserMessage("hello")
                .build();

        assertThat(client.messages().create(hello).content().getFirst().asText().text())
                .isEqualTo(ANSWER);
        try (var stream = client.messages().createStreaming(hello)) {
            assertThat(stream.stream()
                            .filter(RawMessageStreamEvent::isContentBlockDelta)
                            .map(event ->
                                    event.asContentBlockDelta().delta().asText().text())
                            .reduce("", String::concat))
                    .isEqualTo(ANSWER);
        }
        client.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@openai/gpt-5",
                "@azure-openai/gpt-prod",
                "@azure-openai-classic/gpt-prod",
                "@bedrock/us.amazon.nova-2-lite-v1:0"
            })
    void servesTheSdkOfOpenAi(String model) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(world.address() + "/v1")
                .apiKey(world.bearer())
                .build();
        ChatCompletionCreateParams hello = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("hello")
                .build();

        assertThat(client.chat()
                        .completions()
                        .create(hello)
                        .choices()
                        .getFirst()
                        .message()
                        .content())
                .contains(ANSWER);
        try (var stream = client.chat().completions().createStreaming(hello)) {
            assertThat(stream.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .map(choice -> choice.delta().content().orElse(""))
                            .reduce("", String::concat))
                    .isEqualTo(ANSWER);
        }
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@google/gemini-3-pro", "@vertex-ai/gemini-3-pro"})
    void servesTheSdkOfGoogle(String model) {
        try (Client client = google()) {
            String path = model.replace("/", "%2F");
            assertThat(client.models.generateContent(path, "hello", null).text())
                    .isEqualTo(ANSWER);
            var said = new StringBuilder();
            for (GenerateContentResponse part : client.models.generateContentStream(path, "hello", null)) {
                said.append(part.text());
            }
            assertThat(said).hasToString(ANSWER);
        }
    }

    @Test
    void tellsTheSdkOfGoogleThatAStreamBroke() throws Exception {
        world.fault("streamGenerateContent", "cut;after=2");
        try (Client client = google()) {
            assertThatThrownBy(() -> {
                        for (GenerateContentResponse part :
                                client.models.generateContentStream("gemini-3-pro", "hello", null)) {
                            part.text();
                        }
                    })
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void tellsTheSdkOfAwsThatAStreamBroke() throws Exception {
        world.fault("invoke-with-response-stream", "corrupt;after=3");
        try (BedrockRuntimeAsyncClient client = aws()) {
            assertThatThrownBy(() -> streamed(client, "us.anthropic.claude-opus-4-6-v1:0"))
                    .hasCauseInstanceOf(BedrockRuntimeException.class);
        }
        world.fault("streamRawPredict", "cut;after=3");
        try (BedrockRuntimeAsyncClient client = aws()) {
            assertThatThrownBy(() -> streamed(client, "@vertex-ai/claude-x"))
                    .hasCauseInstanceOf(BedrockRuntimeException.class);
        }
    }

    private static Client google() {
        return Client.builder()
                .apiKey(world.bearer())
                .httpOptions(HttpOptions.builder().baseUrl(world.address()).build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"us.anthropic.claude-opus-4-6-v1:0", "@anthropic/claude-x", "@vertex-ai/claude-x"})
    void servesTheSdkOfAws(String model) throws Exception {
        try (BedrockRuntimeAsyncClient client = aws()) {
            String whole = client.invokeModel(request -> request.modelId(model)
                            .contentType("application/json")
                            .body(SdkBytes.fromUtf8String(BODY)))
                    .get(10, TimeUnit.SECONDS)
                    .body()
                    .asUtf8String();
            assertThat(JsonMapper.shared().readTree(whole).at("/content/0/text").stringValue())
                    .isEqualTo(ANSWER);
            assertThat(streamed(client, model)).isEqualTo(ANSWER);
        }
    }

    @Test
    void tellsTheSdkOfAwsWhatIsWrongInItsOwnWords() {
        try (BedrockRuntimeAsyncClient client = aws()) {
            assertThatThrownBy(() -> streamed(client, "nobody-knows-it"))
                    .hasCauseInstanceOf(BedrockRuntimeException.class)
                    .hasMessageContaining("model: nobody-knows-it is not configured here");
        }
    }

    /// Converse at providers of three formats.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "us.anthropic.claude-opus-4-6-v1:0",
                "@bedrock/us.amazon.nova-2-lite-v1:0",
                "@anthropic/claude-x",
                "@groq/gpt-4o"
            })
    void servesConverseOfTheSdkOfAws(String model) throws Exception {
        try (BedrockRuntimeAsyncClient client = aws()) {
            ConverseResponse whole = client.converse(
                            request -> request.modelId(model).messages(said("hello")))
                    .get(10, TimeUnit.SECONDS);
            assertThat(whole.output().message().content().getLast().text()).isEqualTo(ANSWER);
            assertThat(whole.stopReason()).isEqualTo(StopReason.END_TURN);
            assertThat(whole.usage().totalTokens())
                    .isEqualTo(whole.usage().inputTokens() + whole.usage().outputTokens());

            var text = new Conversed();
            client.converseStream(request -> request.modelId(model).messages(said("hello")), text.handler())
                    .get(10, TimeUnit.SECONDS);
            assertThat(String.join("", text.texts)).isEqualTo(ANSWER);
            assertThat(text.stops).containsExactly(StopReason.END_TURN);
            assertThat(text.counts).hasSize(1).allMatch(count -> count > 0);

            var tool = new Conversed();
            client.converseStream(
                            request -> request.modelId(model)
                                    .messages(said("USE_TOOL please"))
                                    .toolConfig(tools -> tools.tools(Tool.fromToolSpec(spec -> spec.name("ls")
                                            .inputSchema(ToolInputSchema.fromJson(Document.mapBuilder()
                                                    .putString("type", "object")
                                                    .build()))))),
                            tool.handler())
                    .get(10, TimeUnit.SECONDS);
            assertThat(tool.calls).containsExactly("ls");
            assertThat(String.join("", tool.arguments)).isEqualTo("{}");
            assertThat(tool.stops).containsExactly(StopReason.TOOL_USE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "converse-stream, corrupt;after=3, @bedrock/us.amazon.nova-2-lite-v1:0",
        "converse-stream, cut;after=3, us.anthropic.claude-opus-4-6-v1:0",
        "converse-stream, error;after=3;type=throttlingException, us.anthropic.claude-opus-4-6-v1:0",
        "v1/messages, cut;after=3, @anthropic/claude-x",
        "chat/completions, cut;after=3, @groq/gpt-4o"
    })
    void tellsConverseOfTheSdkOfAwsThatAStreamBroke(String path, String fault, String model) throws Exception {
        world.fault(path, fault);
        try (BedrockRuntimeAsyncClient client = aws()) {
            var told = new Conversed();
            assertThatThrownBy(() -> client.converseStream(
                                    request -> request.modelId(model).messages(said("hello")), told.handler())
                            .get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BedrockRuntimeException.class);
            assertThat(told.stops).isEmpty();
        }
    }

    @Test
    void tellsConverseOfTheSdkOfAwsWhatIsWrongInItsOwnWords() {
        try (BedrockRuntimeAsyncClient client = aws()) {
            assertThatThrownBy(() -> client.converse(request -> request.modelId("@anthropic/claude-x")
                                    .messages(said("hello"))
                                    .guardrailConfig(guard ->
                                            guard.guardrailIdentifier("g").guardrailVersion("1")))
                            .get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ValidationException.class)
                    .hasMessageContaining("/guardrailConfig");
            assertThatThrownBy(() -> client.converse(request -> request.modelId("us.anthropic.claude-opus-4-6-v1:0")
                                    .messages(said(" ")))
                            .get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ValidationException.class)
                    .hasMessageContaining("the text field is blank");
        }
    }

    private static Message said(String text) {
        return Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText(text))
                .build();
    }

    /// What the SDK made of a stream of Converse.
    private static final class Conversed {
        final List<String> texts = new CopyOnWriteArrayList<>();
        final List<String> arguments = new CopyOnWriteArrayList<>();
        final List<String> calls = new CopyOnWriteArrayList<>();
        final List<StopReason> stops = new CopyOnWriteArrayList<>();
        final List<Integer> counts = new CopyOnWriteArrayList<>();

        ConverseStreamResponseHandler handler() {
            return ConverseStreamResponseHandler.builder()
                    .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                            .onContentBlockStart(
                                    start -> calls.add(start.start().toolUse().name()))
                            .onContentBlockDelta(delta -> {
                                if (delta.delta().text() != null) {
                                    texts.add(delta.delta().text());
                                }
                                if (delta.delta().toolUse() != null) {
                                    arguments.add(delta.delta().toolUse().input());
                                }
                            })
                            .onMessageStop(stop -> stops.add(stop.stopReason()))
                            .onMetadata(metadata -> counts.add(metadata.usage().totalTokens()))
                            .build())
                    .build();
        }
    }

    private static BedrockRuntimeAsyncClient aws() {
        return BedrockRuntimeAsyncClient.builder()
                .endpointOverride(URI.create(world.address()))
                .region(Region.US_EAST_1)
                .authSchemeProvider(_ -> List.of(AuthSchemeOption.builder()
                        .schemeId("smithy.api#httpBearerAuth")
                        .build()))
                .credentialsProvider(AnonymousCredentialsProvider.create()) // else it looks for some in many places
                .tokenProvider(StaticTokenProvider.create(TokenIdentity.create(world.bearer())::token))
                .build();
    }

    private static String streamed(BedrockRuntimeAsyncClient client, String model) throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        var handler = InvokeModelWithResponseStreamResponseHandler.builder()
                .subscriber(InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                        .onChunk(chunk -> said.add(JsonMapper.shared()
                                .readTree(chunk.bytes().asUtf8String())
                                .at("/delta/text")
                                .stringValue("")))
                        .build())
                .build();
        client.invokeModelWithResponseStream(
                        InvokeModelWithResponseStreamRequest.builder()
                                .modelId(model)
                                .contentType("application/json")
                                .body(SdkBytes.fromUtf8String(BODY))
                                .build(),
                        handler)
                .get(10, TimeUnit.SECONDS);
        return String.join("", said);
    }
}
