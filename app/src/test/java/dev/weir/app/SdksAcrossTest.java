package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.google.genai.Client;
import com.google.genai.errors.ClientException;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The official SDKs as callers of providers that speak another format. Their own accumulators put the streams
/// together, and their own validation says whether each value is one that they know.
class SdksAcrossTest {

    private static final String ANSWER = "Hello from the simulator. PONG.";
    private static final String SONNET = "@anthropic/claude-sonnet-4-6";
    private static final String GPT = "@openai/gpt-5.5";
    private static final String LLAMA = "@groq/llama-4";
    private static final String GEMINI = "@google/gemini-3-pro";
    private static final String VERTEX = "@vertex-ai/gemini-2.5-pro";

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
    @ValueSource(strings = {GPT, LLAMA, GEMINI, VERTEX})
    void tellsMessagesToTheSdkOfAnthropic(String model) {
        Message streamed = message(asking(model, "USE_TWO_TOOLS, please"));
        Message whole = message(model, "hello");

        assertThat(streamed.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(streamed.content())
                .filteredOn(block -> block.isToolUse())
                .hasSize(2)
                .allSatisfy(block -> assertThat(block.asToolUse().name()).isEqualTo("run"));
        assertThat(streamed.usage().inputTokens()).isPositive();
        assertThat(streamed.usage().outputTokens()).isPositive();
        assertThat(whole.content().getLast().asText().text()).isEqualTo(ANSWER);
        assertThat(whole.stopReason()).contains(StopReason.END_TURN);
    }

    @ParameterizedTest
    @ValueSource(strings = {GPT, LLAMA, GEMINI, VERTEX})
    void tellsTheSdkOfAnthropicThatAStreamBroke(String model) throws Exception {
        world.fault(".", "cut;after=4");

        assertThatThrownBy(() -> message(asking(model, "WORDS=200"))).isInstanceOf(AnthropicException.class);
    }

    private static MessageCreateParams asking(String model, String prompt) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(5_000)
                .addUserMessage(prompt)
                .addTool(com.anthropic.models.messages.Tool.builder()
                        .name("run")
                        .inputSchema(com.anthropic.models.messages.Tool.InputSchema.builder()
                                .build())
                        .build())
                .build();
    }

    private static Message message(MessageCreateParams asked) {
        var told = MessageAccumulator.create();
        AnthropicClient client = anthropic();
        try (var stream = client.messages().createStreaming(asked)) {
            stream.stream().forEach(event -> told.accumulate(event.validate()));
        } finally {
            client.close();
        }
        return told.message().validate();
    }

    private static Message message(String model, String prompt) {
        AnthropicClient client = anthropic();
        try {
            return client.messages().create(asking(model, prompt)).validate();
        } finally {
            client.close();
        }
    }

    private static AnthropicClient anthropic() {
        return AnthropicOkHttpClient.builder()
                .baseUrl(world.address())
                .authToken(world.bearer())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {SONNET, GEMINI})
    void tellsChatsToTheSdkOfOpenAi(String model) {
        ChatCompletion streamed = chat(model, "USE_TWO_TOOLS, please");
        ChatCompletion whole = chat(model, "hello");

        var choice = streamed.choices().getFirst();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(choice.message().toolCalls().orElseThrow())
                .hasSize(2)
                .allSatisfy(
                        call -> assertThat(call.asFunction().function().name()).isEqualTo("run"));
        assertThat(streamed.usage().orElseThrow().totalTokens()).isPositive();
        assertThat(whole.choices().getFirst().message().content()).contains(ANSWER);
        assertThat(whole.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @ParameterizedTest
    @ValueSource(strings = {SONNET, GEMINI})
    void tellsTheSdkOfOpenAiThatAChatBroke(String model) throws Exception {
        world.fault(".", "cut;after=4");

        assertThatThrownBy(() -> chat(model, "WORDS=200")).isInstanceOf(OpenAIException.class);
    }

    private static ChatCompletion chat(String model, String prompt) {
        var told = ChatCompletionAccumulator.create();
        OpenAIClient client = openAi();
        try (var stream = client.chat()
                .completions()
                .createStreaming(ChatCompletionCreateParams.builder()
                        .model(model)
                        .maxCompletionTokens(5_000)
                        .addUserMessage(prompt)
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .addFunctionTool(FunctionDefinition.builder()
                                .name("run")
                                .parameters(FunctionParameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .build())
                                .build())
                        .build())) {
            stream.stream().forEach(chunk -> told.accumulate(chunk.validate()));
        } finally {
            client.close();
        }
        return told.chatCompletion().validate();
    }

    @ParameterizedTest
    @ValueSource(strings = {SONNET, LLAMA, GEMINI, VERTEX})
    void tellsResponsesToTheSdkOfOpenAi(String model) {
        Response streamed = response(model, "USE_TWO_TOOLS, please");
        Response whole = response(model, "hello");

        assertThat(streamed.output().stream().flatMap(item -> item.functionCall().stream()))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.name()).isEqualTo("run"));
        assertThat(streamed.usage().orElseThrow().totalTokens()).isPositive();
        assertThat(whole.output().stream()
                        .flatMap(item -> item.message().stream())
                        .flatMap(message -> message.content().stream())
                        .map(part -> part.asOutputText().text()))
                .containsExactly(ANSWER);
        assertThat(whole.status().map(Object::toString)).isEqualTo(Optional.of("completed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SONNET, LLAMA, GEMINI, VERTEX})
    void tellsTheSdkOfOpenAiThatAResponseBroke(String model) throws Exception {
        world.fault(".", "cut;after=4");

        assertThatThrownBy(() -> response(model, "WORDS=200")).isInstanceOf(Exception.class);
    }

    private static Response response(String model, String prompt) {
        var told = ResponseAccumulator.create();
        OpenAIClient client = openAi();
        try (var stream = client.responses()
                .createStreaming(ResponseCreateParams.builder()
                        .model(model)
                        .maxOutputTokens(5_000)
                        .input(prompt)
                        .addTool(FunctionTool.builder()
                                .name("run")
                                .strict(false)
                                .parameters(FunctionTool.Parameters.builder()
                                        .putAllAdditionalProperties(Map.of("type", JsonValue.from("object")))
                                        .build())
                                .build())
                        .build())) {
            stream.stream().forEach(event -> told.accumulate(event.validate()));
        } finally {
            client.close();
        }
        return told.response().validate();
    }

    private static OpenAIClient openAi() {
        return OpenAIOkHttpClient.builder()
                .baseUrl(world.address() + "/v1")
                .apiKey(world.bearer())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {SONNET, GPT, LLAMA})
    void tellsContentsToTheSdkOfGoogleOverTwoTurns(String model) {
        Content asked = Content.fromParts(Part.fromText("USE_TWO_TOOLS, please"));
        List<GenerateContentResponse> called = contents(model, List.of(asked));
        List<Part> said = called.stream()
                .flatMap(piece -> Objects.requireNonNull(piece.parts()).stream())
                .toList();
        List<FunctionCall> calls =
                said.stream().flatMap(part -> part.functionCall().stream()).toList();
        Content results = Content.builder()
                .role("user")
                .parts(calls.stream().map(SdksAcrossTest::result).toList())
                .build();

        List<GenerateContentResponse> answered = contents(
                model,
                List.of(asked, Content.builder().role("model").parts(said).build(), results));

        assertThat(calls).hasSize(2).allSatisfy(call -> assertThat(call.name()).contains("run"));
        assertThat(called.getLast().finishReason().toString()).isEqualTo("STOP");
        assertThat(called.getLast()
                        .usageMetadata()
                        .orElseThrow()
                        .totalTokenCount()
                        .orElseThrow())
                .isPositive();
        assertThat(answered.stream().map(GenerateContentResponse::text).collect(Collectors.joining()))
                .isEqualTo("The tool ran. " + ANSWER);
    }

    @ParameterizedTest
    @ValueSource(strings = {SONNET, GPT, LLAMA})
    void tellsAWholeContentToTheSdkOfGoogle(String model) {
        try (Client client = google()) {
            GenerateContentResponse whole = client.models.generateContent(inPath(model), "hello", thinking());

            assertThat(whole.text()).isEqualTo(ANSWER);
            assertThat(whole.finishReason().toString()).isEqualTo("STOP");
            assertThat(whole.usageMetadata().orElseThrow().promptTokenCount().orElseThrow())
                    .isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SONNET, GPT, LLAMA})
    void tellsTheSdkOfGoogleWhatWentWrong(String model) throws Exception {
        List<Content> asked = List.of(Content.fromParts(Part.fromText("WORDS=200")));
        world.fault(".", "cut;after=4");
        assertThatThrownBy(() -> contents(model, asked)).isInstanceOf(RuntimeException.class);
        world.noFaults();
        world.fault(".", "status=400");
        assertThatThrownBy(() -> contents(model, asked))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("400");
    }

    private static Part result(FunctionCall call) {
        return Part.builder()
                .functionResponse(FunctionResponse.builder()
                        .id(call.id().orElseThrow())
                        .name(call.name().orElseThrow())
                        .response(Map.of("output", "tool-ok"))
                        .build())
                .build();
    }

    private static List<GenerateContentResponse> contents(String model, List<Content> said) {
        var pieces = new ArrayList<GenerateContentResponse>();
        try (Client client = google()) {
            for (GenerateContentResponse piece : client.models.generateContentStream(inPath(model), said, thinking())) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    private static GenerateContentConfig thinking() {
        return GenerateContentConfig.builder()
                .thinkingConfig(ThinkingConfig.builder().includeThoughts(true).thinkingBudget(8192))
                .tools(Tool.builder()
                        .functionDeclarations(FunctionDeclaration.builder()
                                .name("run")
                                .parametersJsonSchema(Map.of("type", "object"))
                                .build()))
                .build();
    }

    private static String inPath(String model) {
        return model.replace("/", "%2F");
    }

    private static Client google() {
        return Client.builder()
                .apiKey(world.bearer())
                .httpOptions(HttpOptions.builder().baseUrl(world.address()).build())
                .build();
    }
}
