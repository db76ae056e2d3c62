package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.frame.EventMessage;
import dev.weir.wire.frame.EventMessageReader;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Converse, as Bedrock plays it.
class ConverseTest {

    private static final String CLAUDE = "/model/us.anthropic.claude-sonnet-4-6/converse";
    private static final String NOVA = "/model/us.amazon.nova-2-lite-v1%3A0/converse";
    private static final String HELLO = """
            {"messages": [{"role": "user", "content": [{"text": "hello"}]}]}""";
    private static final String TOOL = """
            {"messages": [{"role": "user", "content": [{"text": "USE_TOOL please"}]}],
             "toolConfig": {"tools": [{"toolSpec": {"name": "ls", "inputSchema": {"json": {"type": "object"}}}}]},
             "additionalModelRequestFields": {"thinking": {"type": "adaptive"}}}""";
    private static final String ROUND = """
            {"messages": [{"role": "user", "content": [{"text": "ls?"}]},
               {"role": "assistant", "content": [{"toolUse": {"toolUseId": "c1", "name": "ls", "input": {}}}]},
               {"role": "user", "content": [{"toolResult": {"toolUseId": "c1", "content": [{"text": "a"}]}}, {"text": "go"}]}],
             "toolConfig": {"tools": [{"toolSpec": {"name": "ls", "inputSchema": {"json": {"type": "object"}}}}]}}""";

    private final Simulator simulator = new Simulator(Asking.settings());

    private Heard hear(String path, String json) {
        return Heard.of(simulator.answer(Asking.post(path, json, "authorization", "Bearer key")));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }

    @Test
    void answersInOnePiece() {
        JsonNode json = hear(CLAUDE, HELLO).json();

        assertThat(json.at("/output/message/content/0/text").stringValue())
                .isEqualTo("Hello from the simulator. PONG.");
        assertThat(json.path("stopReason").stringValue()).isEqualTo("end_turn");
        assertThat(json.at("/usage/totalTokens").intValue())
                .isEqualTo(json.at("/usage/inputTokens").intValue()
                        + json.at("/usage/outputTokens").intValue());
        assertThat(hear(NOVA, ROUND).json().at("/output/message/content/0/text").stringValue())
                .startsWith("The tool ran.");
    }

    @Test
    void streamsMessagesOfTheirOwnTypesAndCountsAfterTheEnd() throws Exception {
        Heard heard = hear(CLAUDE + "-stream", TOOL);
        var types = new ArrayList<String>();
        var arguments = new StringBuilder();
        for (EventMessage message : new EventMessageReader(1 << 20).feed(heard.bytes())) {
            types.add(message.header(":event-type"));
            arguments.append(JsonMapper.shared()
                    .readTree(new String(message.payload(), UTF_8))
                    .at("/delta/toolUse/input")
                    .stringValue(""));
        }

        assertThat(types).startsWith("messageStart", "contentBlockDelta").endsWith("messageStop", "metadata");
        assertThat(types).containsOnlyOnce("contentBlockStart");
        assertThat(arguments).hasToString("{}");
    }

    @Test
    void looksAtWhatWasThought() {
        ObjectNode next = object(TOOL);
        JsonNode said = hear(CLAUDE, TOOL).json().at("/output/message");
        next.withArray("messages").add(said);
        next.withArray("messages")
                .add(object(
                        "{\"role\": \"user\", \"content\": [{\"toolResult\": {\"toolUseId\": \"%s\", \"content\": [{\"json\": {}}]}}]}"
                                .formatted(
                                        said.at("/content/1/toolUse/toolUseId").stringValue())));

        assertThat(hear(CLAUDE, next.toString()).status()).isEqualTo(200);

        ((ObjectNode) next.at("/messages/1/content/0/reasoningContent/reasoningText")).put("text", "something else");
        assertThat(hear(CLAUDE, next.toString()).json().path("message").stringValue())
                .contains("Invalid `signature`");
    }

    @Test
    void signsNothingForModelsThatDoNot() {
        String thinking = HELLO.replace(
                "{\"messages\"",
                "{\"additionalModelRequestFields\": {\"reasoningConfig\": {\"type\": \"enabled\"}}, \"messages\"");

        assertThat(hear(NOVA, thinking)
                        .json()
                        .at("/output/message/content/0/reasoningContent/reasoningText")
                        .propertyNames())
                .containsExactly("text");
    }

    @Test
    void cachesAtMarks() {
        String long4000 = "word ".repeat(4000);
        String marked = HELLO.replace(
                "{\"text\": \"hello\"}",
                "{\"text\": \"%s\"}, {\"cachePoint\": {\"type\": \"default\", \"ttl\": \"1h\"}}, {\"text\": \"hi\"}"
                        .formatted(long4000));

        JsonNode first = hear(CLAUDE, marked).json().path("usage");
        JsonNode second = hear(CLAUDE, marked).json().path("usage");

        assertThat(first.at("/cacheDetails/0/ttl").stringValue()).isEqualTo("1h");
        assertThat(first.at("/cacheDetails/0/inputTokens").intValue())
                .isEqualTo(first.path("cacheWriteInputTokens").intValue())
                .isEqualTo(second.path("cacheReadInputTokens").intValue())
                .isEqualTo(5000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\" | {\"model\": \"x\", \"messages\" | model: extraneous key is not permitted",
                "\"go\" | \" \" | messages.2.content.1.text: the text field is blank",
                "\"role\": \"assistant\" | \"role\": \"user\" | messages.1: roles must alternate",
                "\"toolUseId\": \"c1\", \"content\" | \"toolUseId\": \"c2\", \"content\" | messages.2.content: expected toolResult",
                "\"toolUseId\": \"c1\" | \"toolUseId\": \"c:1\" | must satisfy regular expression pattern",
                "\"toolConfig\" | \"promptVariables\" | toolConfig: The toolConfig field must be defined",
                "{\"text\": \"go\"} | {\"document\": {\"format\": \"pdf\", \"name\": \"a_b\", \"source\": {\"bytes\": \"AAAA\"}}} | name: letters",
                "{\"text\": \"go\"} | {\"image\": {\"format\": \"bmp\", \"source\": {\"bytes\": \"AAAA\"}}} | one of [gif",
                "{\"messages\" | {\"inferenceConfig\": {\"temperature\": 1.5}, \"messages\" | a number from 0 to 1",
                "{\"messages\" | {\"requestMetadata\": {\"a\": \"{}\"}, \"messages\" | requestMetadata.a: holds",
                "{\"messages\" | {\"additionalModelRequestFields\": {\"thinking\": {}}, \"messages\" | thinking: extraneous",
                "\"role\": \"user\", \"content\": [{\"text\": \"ls?\"} | \"role\": \"user\", \"content\": [{\"cachePoint\": {}} | must follow"
            })
    void refusesWhatConverseRefuses(String from, String to, String message) {
        Heard heard = hear(NOVA, ROUND.replace(from, to));

        assertThat(heard.status()).as(heard.text()).isEqualTo(400);
        assertThat(heard.headers().first("x-amzn-errortype")).contains("ValidationException");
        assertThat(heard.json().path("message").stringValue()).contains(message);
    }

    @Test
    void hasNoMessagesForModelsThatDoNotReadThem() {
        Heard heard = hear(
                NOVA.replace("converse", "invoke"),
                "{\"anthropic_version\": \"bedrock-2023-05-31\", \"max_tokens\": 5, \"messages\": []}");

        assertThat(heard.status()).isEqualTo(400);
        assertThat(heard.json().path("message").stringValue()).startsWith("Malformed input request");
        assertThat(heard.headers().first("x-amzn-errortype")).contains("ValidationException");
    }

    @Test
    void callsAnotherToolWhereOneHasToBeCalled() {
        String any = ROUND.replace(
                "{\"type\": \"object\"}}}}]}",
                "{\"type\": \"object\"}}}}, {\"toolSpec\": {\"name\": \"answer\", \"inputSchema\": {\"json\": {\"type\": \"object\"}}}}],"
                        + " \"toolChoice\": {\"any\": {}}}");

        assertThat(hear(NOVA, any)
                        .json()
                        .at("/output/message/content/0/toolUse/name")
                        .stringValue())
                .isEqualTo("answer");
    }
}
