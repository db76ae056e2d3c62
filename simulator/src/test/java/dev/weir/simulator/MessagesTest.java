package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Heard.Said;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MessagesTest {

    private static final String TOOLS = """
            "tools": [{"name": "Read", "input_schema": {"type": "object", "properties": {"file_path": {"type": "string"}},
              "required": ["file_path"]}},
             {"name": "Bash", "input_schema": {"type": "object", "properties": {"command": {"type": "string"},
              "timeout": {"type": "number"}}, "required": ["command"]}}]""";

    private final Simulator simulator = new Simulator(Asking.settings());

    private Heard ask(String members, String... headers) {
        return Heard.of(simulator.answer(Asking.messages("""
                {"model": "claude-sonnet-4-6", "max_tokens": 4096, %s}""".formatted(members), headers)));
    }

    private static String says(String text) {
        return "\"messages\": [{\"role\": \"user\", \"content\": \"" + text + "\"}]";
    }

    @Test
    void answersInWords() {
        Heard heard = ask(says("hello"));

        assertThat(heard.json().at("/content/0/text").stringValue()).isEqualTo("Hello from the simulator. PONG.");
        assertThat(heard.json().at("/stop_reason").stringValue()).isEqualTo("end_turn");
        assertThat(heard.json().at("/usage/input_tokens").intValue()).isEqualTo(2);
        assertThat(heard.json().at("/usage/output_tokens").intValue()).isEqualTo(8);
        assertThat(heard.headers().has("request-id")).isTrue();
    }

    @Test
    void streamsTheSameWords() {
        Heard heard = ask(says("hello") + ", \"stream\": true");

        assertThat(texts(heard, "text")).isEqualTo("Hello from the simulator. PONG.");
        assertThat(heard.events())
                .extracting(Said::name)
                .startsWith("message_start", "ping", "content_block_start", "content_block_delta")
                .endsWith("content_block_stop", "message_delta", "message_stop");
    }

    @Test
    void callsTheClientsShellWhenThePromptAsks() {
        Heard heard = ask(TOOLS + "," + says("USE_TOOL please"));

        assertThat(heard.json().at("/content/0/name").stringValue()).isEqualTo("Bash");
        assertThat(heard.json().at("/content/0/input").toString()).isEqualTo("{\"command\":\"echo tool-ok\"}");
        assertThat(heard.json().at("/stop_reason").stringValue()).isEqualTo("tool_use");
    }

    @Test
    void callsTheToolThatThePromptNames() {
        Heard heard = ask(TOOLS + "," + says("USE_TOOL TOOL=Read please"));

        assertThat(heard.json().at("/content/0/name").stringValue()).isEqualTo("Read");
        assertThat(heard.json().at("/content/0/input/file_path").stringValue()).isEqualTo("/tmp/notes.txt");
    }

    @Test
    void callsTwoToolsAtOnce() {
        Heard heard = ask(TOOLS + "," + says("USE_TWO_TOOLS please") + ", \"stream\": true");

        WellFormed.messagesStream(heard.events());
        assertThat(texts(heard, "partial_json"))
                .isEqualTo("{\"command\":\"echo tool-ok\"}{\"command\":\"echo tool-ok\"}");
    }

    @Test
    void saysThatTheToolRan() {
        Heard heard = ask(TOOLS + """
                        , "messages": [{"role": "user", "content": "USE_TOOL"},
                          {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "Bash", "input": {}}]},
                          {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "ok"}]}]""");

        assertThat(heard.json().at("/content/0/text").stringValue())
                .isEqualTo("The tool ran. Hello from the simulator. PONG.");
    }

    @Test
    void obeysAForcedChoice() {
        assertThat(ask(TOOLS + "," + says("hello") + ", \"tool_choice\": {\"type\": \"tool\", \"name\": \"Read\"}")
                        .json()
                        .at("/content/0/name")
                        .stringValue())
                .isEqualTo("Read");
        assertThat(ask(TOOLS + "," + says("hello") + ", \"tool_choice\": {\"type\": \"any\"}")
                        .json()
                        .at("/content/0/type")
                        .stringValue())
                .isEqualTo("tool_use");
        assertThat(ask(TOOLS + "," + says("USE_TOOL") + ", \"tool_choice\": {\"type\": \"none\"}")
                        .json()
                        .at("/content/0/type")
                        .stringValue())
                .isEqualTo("text");
    }

    @Test
    void obeysASchema() {
        Heard heard = ask(says("hello") + """
                        , "output_config": {"format": {"type": "json_schema", "schema": {"type": "object",
                          "properties": {"city": {"type": "string"}, "kind": {"enum": ["a", "b"]},
                          "more": {"type": "array", "items": {"$ref": "#/$defs/count"}}},
                          "$defs": {"count": {"type": "integer", "minimum": 7}}}}}""");

        assertThat(heard.json().at("/content/0/text").stringValue())
                .isEqualTo("{\"city\":\"Paris\",\"kind\":\"a\",\"more\":[7]}");
    }

    @Test
    void searchesTheWebWhenItHasTo() {
        Heard heard = ask(says("weirs") + """
                        , "tools": [{"type": "web_search_20250305", "name": "web_search"}],
                          "tool_choice": {"type": "tool", "name": "web_search"}, "stream": true""");

        WellFormed.messagesStream(heard.events());
        assertThat(types(heard)).containsExactly("server_tool_use", "web_search_tool_result", "text");
        assertThat(heard.text()).contains("\"web_search_requests\":1");
    }

    @Test
    void thinksWhenAskedAndCountsIt() {
        Heard heard = ask(says("hello") + ", \"thinking\": {\"type\": \"adaptive\"}, \"stream\": true");

        WellFormed.messagesStream(heard.events());
        assertThat(types(heard)).containsExactly("thinking", "text");
        assertThat(texts(heard, "thinking")).startsWith("The simulator is thinking");
        assertThat(texts(heard, "signature")).isNotEmpty();
        assertThat(heard.text()).contains("\"thinking_tokens\":12");
    }

    @Test
    void keepsItsThoughtsToItselfWhenAsked() {
        Heard heard = ask(
                says("hello") + ", \"thinking\": {\"type\": \"adaptive\", \"display\": \"omitted\"}, \"stream\": true");

        assertThat(texts(heard, "thinking")).isEmpty();
        assertThat(texts(heard, "signature")).isNotEmpty();
        assertThat(heard.text()).contains("\"thinking_tokens\":12");
    }

    @Test
    void stopsAtAStopSequence() {
        Heard heard = ask(says("hello") + ", \"stop_sequences\": [\"PONG\", \"sim\"]");

        assertThat(heard.json().at("/content/0/text").stringValue()).isEqualTo("Hello from the ");
        assertThat(heard.json().at("/stop_reason").stringValue()).isEqualTo("stop_sequence");
        assertThat(heard.json().at("/stop_sequence").stringValue()).isEqualTo("sim");
    }

    @Test
    void stopsWhenTheTokensAreUsedUp() {
        Heard heard = ask("\"max_tokens\": 3, " + says("hello"));

        assertThat(heard.json().at("/content/0/text").stringValue()).isEqualTo("Hello from t");
        assertThat(heard.json().at("/stop_reason").stringValue()).isEqualTo("max_tokens");
        assertThat(heard.json().at("/usage/output_tokens").intValue()).isEqualTo(3);
    }

    @Test
    void answersAsLongAsAsked() {
        Heard heard = ask(says("WORDS=100 please"));

        assertThat(heard.json().at("/content/0/text").stringValue().split(" "))
                .hasSize(100)
                .startsWith("Hello")
                .endsWith("PONG.");
    }

    @Test
    void countsTokens() {
        Heard heard = Heard.of(simulator.answer(Asking.with(
                Asking.post(
                        "/v1/messages/count_tokens?beta=true",
                        "{\"model\": \"claude-sonnet-4-6\", \"system\": \"12345678\", " + says("123") + "}"),
                "x-api-key",
                "any",
                "anthropic-version",
                "2026-10-21")));

        assertThat(heard.text()).isEqualTo("{\"input_tokens\":3}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"model": "claude-x", "messages": [{"role": "user", "content": "a"}]}                    | 400 | max_tokens: Field required
            {"model": "claude-x", "max_tokens": 9}                                                   | 400 | messages: Field required
            {"model": "claude-x", "max_tokens": 9, "messages": []}                                   | 400 | messages: at least one message is required
            {"model": "llama", "max_tokens": 9, "messages": [{"role": "user", "content": "a"}]}      | 404 | model: llama
            {"max_tokens": 9, "messages": [{"role": "user", "content": "a"}]}                        | 400 | model: Field required
            {"model": "claude-x", "max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 2000}, "messages": [{"role": "user", "content": "a"}]} | 400 | `max_tokens` must be greater than `thinking.budget_tokens`.
            """)
    void refusesAsTheApiDoes(String body, int status, String message) {
        Heard heard = Heard.of(simulator.answer(Asking.messages(body)));

        assertThat(heard.status()).isEqualTo(status);
        assertThat(heard.json().at("/type").stringValue()).isEqualTo("error");
        assertThat(heard.json().at("/error/message").stringValue()).isEqualTo(message);
        assertThat(heard.json().at("/request_id").isString()).isTrue();
    }

    @Test
    void wantsAVersionThatItKnows() {
        assertThat(ask(says("hello"), "anthropic-version", "2099-01-01").status())
                .isEqualTo(400);
        assertThat(Heard.of(simulator.answer(Asking.post(
                                "/v1/messages",
                                "{\"model\":\"claude-x\",\"max_tokens\":9," + says("hello") + "}",
                                "x-api-key",
                                "any")))
                        .json()
                        .at("/error/message")
                        .stringValue())
                .isEqualTo("anthropic-version: header is required");
    }

    @Test
    void takesNoSamplingWithTheNewestVersion() {
        for (String removed : List.of("temperature", "top_p", "top_k")) {
            assertThat(ask(says("hello") + ", \"" + removed + "\": 1").status()).isEqualTo(200);
            assertThat(ask(says("hello") + ", \"" + removed + "\": 1", "anthropic-version", "2026-10-21")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void takesAtMostFourCacheMarks() {
        String block = "{\"type\": \"text\", \"text\": \"a\", \"cache_control\": {\"type\": \"ephemeral\"}}";

        Heard heard = ask("\"messages\": [{\"role\": \"user\", \"content\": ["
                + Stream.generate(() -> block).limit(5).collect(Collectors.joining(",")) + "]}]");

        assertThat(heard.status()).isEqualTo(400);
        assertThat(heard.text()).contains("A maximum of 4 blocks with cache_control may be provided. Found 5.");
    }

    private static String texts(Heard heard, String member) {
        return heard.events().stream()
                .map(event -> event.json().path("delta").path(member).stringValue(""))
                .collect(Collectors.joining());
    }

    private static List<String> types(Heard heard) {
        return heard.events().stream()
                .map(event -> event.json().path("content_block"))
                .filter(JsonNode::isObject)
                .map(block -> block.path("type").stringValue())
                .toList();
    }
}
