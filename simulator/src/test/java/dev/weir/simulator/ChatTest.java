package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Heard.Said;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChatTest {

    private static final String HELLO = "\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]";
    private static final String TOOLS = """
            "tools": [{"type": "function", "function": {"name": "shell", "parameters": {"type": "object", "properties":
              {"command": {"type": "array", "items": {"type": "string"}}}, "required": ["command"]}}},
              {"type": "custom", "custom": {"name": "script"}}]""";

    private final Simulator simulator = new Simulator(Asking.settings());

    private Heard ask(String members) {
        return Heard.of(simulator.answer(Asking.chat("{\"model\": \"gpt-4o\", " + members + "}")));
    }

    private static String says(String text) {
        return HELLO.replace("hello", text);
    }

    @Test
    void answersInWords() {
        Heard heard = ask(HELLO);

        assertThat(heard.json().at("/choices/0/message/content").stringValue())
                .isEqualTo("Hello from the simulator. PONG.");
        assertThat(heard.json().at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
        assertThat(heard.json().at("/usage/prompt_tokens").intValue()).isEqualTo(2);
        assertThat(heard.json().at("/usage/completion_tokens").intValue()).isEqualTo(8);
        assertThat(heard.json().at("/created").longValue()).isEqualTo(Asking.NOON.getEpochSecond());
    }

    @Test
    void streamsTheUsageOnlyWhenAsked() {
        Heard without = ask(HELLO + ", \"stream\": true");
        Heard with = ask(HELLO + ", \"stream\": true, \"stream_options\": {\"include_usage\": true}");

        assertThat(without.text()).doesNotContain("usage");
        WellFormed.chatStream(with.events());
        List<Said> chunks = with.events().subList(0, with.events().size() - 1);
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allSatisfy(
                        chunk -> assertThat(chunk.json().get("usage").isNull()).isTrue());
        assertThat(chunks.getLast().json().at("/usage/total_tokens").intValue()).isEqualTo(10);
        assertThat(chunks.getLast().json().path("choices")).isEmpty();
    }

    @Test
    void callsAFunction() {
        Heard heard = ask(TOOLS + "," + says("USE_TOOL please"));

        assertThat(heard.json()
                        .at("/choices/0/message/tool_calls/0/function/name")
                        .stringValue())
                .isEqualTo("shell");
        assertThat(heard.json()
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .stringValue())
                .isEqualTo("{\"command\":[\"bash\",\"-lc\",\"echo tool-ok\"]}");
        assertThat(heard.json().at("/choices/0/message/content").isNull()).isTrue();
        assertThat(heard.json().at("/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");
    }

    @Test
    void callsACustomTool() {
        Heard heard = ask(
                TOOLS + "," + HELLO + ", \"tool_choice\": {\"type\": \"custom\", \"custom\": {\"name\": \"script\"}}");

        assertThat(heard.json()
                        .at("/choices/0/message/tool_calls/0/custom/input")
                        .stringValue())
                .contains("echo tool-ok");
    }

    @Test
    void streamsTwoCalls() {
        Heard heard = ask(TOOLS + "," + says("USE_TWO_TOOLS") + ", \"stream\": true");

        WellFormed.chatStream(heard.events());
        assertThat(heard.text()).contains("\"tool_calls\":[{\"index\":1,\"id\":\"call_");
    }

    @Test
    void obeysChoicesAndSchemas() {
        assertThat(ask(TOOLS + "," + HELLO + ", \"tool_choice\": \"required\"").text())
                .contains("tool_calls");
        assertThat(ask(TOOLS + "," + says("USE_TOOL") + ", \"tool_choice\": \"none\"")
                        .text())
                .doesNotContain("tool_calls");
        assertThat(ask(HELLO + """
                                        , "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema":
                                          {"type": "object", "properties": {"answer": {"type": "string"}}}}}""").json().at("/choices/0/message/content").stringValue())
                .isEqualTo("{\"answer\":\"simulated\"}");
        assertThat(ask(HELLO + ", \"response_format\": {\"type\": \"json_object\"}")
                        .json()
                        .at("/choices/0/message/content")
                        .stringValue())
                .isEqualTo("{\"answer\":\"Hello from the simulator. PONG.\"}");
    }

    @Test
    void givesAsManyChoicesAsAsked() {
        Heard whole = ask(HELLO + ", \"n\": 3");
        Heard streamed = ask(HELLO + ", \"n\": 3, \"stream\": true");

        assertThat(whole.json().path("choices")).hasSize(3);
        assertThat(whole.json().at("/usage/completion_tokens").intValue()).isEqualTo(24);
        WellFormed.chatStream(streamed.events());
        assertThat(streamed.text()).contains("\"index\":2");
        assertThat(ask(HELLO + ", \"n\": 0").status()).isEqualTo(400);
    }

    @Test
    void stopsWhereItIsTold() {
        Heard stopped = ask(HELLO + ", \"stop\": \" PONG\"");
        Heard cut = ask(HELLO + ", \"max_completion_tokens\": 2, \"stream\": true");

        assertThat(stopped.json().at("/choices/0/message/content").stringValue())
                .isEqualTo("Hello from the simulator.");
        assertThat(stopped.json().at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
        assertThat(cut.events().stream()
                        .filter(event -> !event.data().equals("[DONE]"))
                        .map(event ->
                                event.json().at("/choices/0/delta/content").stringValue(""))
                        .collect(Collectors.joining()))
                .isEqualTo("Hello fr");
        assertThat(cut.text()).contains("\"finish_reason\":\"length\"");
    }

    @Test
    void countsWhatItThinks() {
        Heard heard = ask(HELLO + ", \"reasoning_effort\": \"low\"");

        assertThat(heard.json()
                        .at("/usage/completion_tokens_details/reasoning_tokens")
                        .intValue())
                .isEqualTo(12);
        assertThat(heard.text()).doesNotContain("thinking");
    }

    @Test
    void refusesInItsOwnShape() {
        Heard model =
                Heard.of(simulator.answer(Asking.chat("{\"model\": \"llama\", \"messages\": [{\"role\": \"user\"}]}")));
        Heard broken = Heard.of(simulator.answer(Asking.chat("{")));

        assertThat(model.status()).isEqualTo(404);
        assertThat(model.json().at("/error/code").stringValue()).isEqualTo("model_not_found");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(ask("\"messages\": []").status()).isEqualTo(400);
        assertThat(ask("\"input\": 1").json().at("/error/param").stringValue()).isEqualTo("messages");
    }
}
