package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Heard.Said;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ResponsesTest {

    private final Simulator simulator = new Simulator(Asking.settings());

    private Heard ask(String members) {
        return Heard.of(simulator.answer(Asking.responses("{\"model\": \"gpt-5\", " + members + "}")));
    }

    @Test
    void answersInWords() {
        Heard heard = ask("\"input\": \"hello\"");

        assertThat(heard.json().at("/output/0/content/0/text").stringValue())
                .isEqualTo("Hello from the simulator. PONG.");
        assertThat(heard.json().at("/usage/input_tokens").intValue()).isEqualTo(2);
        assertThat(heard.json().at("/usage/output_tokens").intValue()).isEqualTo(8);
    }

    @Test
    void streamsAnItemInTheOrderOfTheApi() {
        Heard heard = ask("\"input\": \"hello\", \"stream\": true");

        WellFormed.responsesStream(heard.events());
        assertThat(heard.events())
                .extracting(Said::name)
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
    }

    @Test
    void streamsASummaryOfItsThoughts() {
        Heard heard = ask(
                "\"input\": \"hello\", \"stream\": true, \"reasoning\": {\"effort\": \"low\", \"summary\": \"auto\"}");

        WellFormed.responsesStream(heard.events());
        assertThat(heard.events())
                .extracting(Said::name)
                .contains("response.reasoning_summary_part.added", "response.reasoning_summary_text.done");
        assertThat(heard.events()
                        .getLast()
                        .json()
                        .at("/response/usage/output_tokens_details/reasoning_tokens")
                        .intValue())
                .isEqualTo(12);
    }

    @Test
    void callsAToolOfANamespaceThatComesWithTheInput() {
        Heard heard = ask("""
                "input": [{"type": "additional_tools", "tools": [{"type": "namespace", "name": "functions", "tools":
                  [{"type": "custom", "name": "exec"}]}]}, {"role": "user", "content": "USE_TOOL please"}]""");

        JsonNode call = heard.json().at("/output/0");
        assertThat(call.path("type").stringValue()).isEqualTo("custom_tool_call");
        assertThat(call.path("namespace").stringValue()).isEqualTo("functions");
        assertThat(call.path("input").stringValue())
                .isEqualTo("text(await tools.exec_command({cmd: \"echo tool-ok\"}))");
    }

    @Test
    void saysThatTheToolRan() {
        Heard heard = ask("""
                "input": [{"role": "user", "content": "USE_TOOL"},
                  {"type": "function_call", "call_id": "c", "name": "shell", "arguments": "{}"},
                  {"type": "function_call_output", "call_id": "c", "output": "ok"}]""");

        assertThat(heard.json().at("/output/0/content/0/text").stringValue())
                .isEqualTo("The tool ran. Hello from the simulator. PONG.");
    }

    @Test
    void obeysAForcedChoiceAndASchema() {
        Heard forced = ask("""
                "input": "hello", "tools": [{"type": "function", "name": "look", "parameters": {"type": "object"}}],
                "tool_choice": {"type": "function", "name": "look"}, "stream": true""");
        Heard fitting = ask("""
                "input": "hello", "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object",
                  "properties": {"done": {"type": "boolean"}}}}}""");

        WellFormed.responsesStream(forced.events());
        assertThat(forced.text()).contains("\"name\":\"look\",\"arguments\":\"{}\"");
        assertThat(fitting.json().at("/output/0/content/0/text").stringValue()).isEqualTo("{\"done\":false}");
    }

    @Test
    void isIncompleteWhenTheTokensAreUsedUp() {
        Heard heard = ask("\"input\": \"hello\", \"max_output_tokens\": 2, \"stream\": true");

        WellFormed.responsesStream(heard.events());
        assertThat(heard.events().getLast().name()).isEqualTo("response.incomplete");
        assertThat(heard.text()).contains("\"reason\":\"max_output_tokens\"");
    }

    @Test
    void countsTheInput() {
        Heard heard = Heard.of(simulator.answer(Asking.post(
                "/v1/responses/input_tokens",
                "{\"model\": \"gpt-5\", \"instructions\": \"1234\", \"input\": \"12345\"}",
                "authorization",
                "Bearer any")));

        assertThat(heard.json().path("input_tokens").intValue()).isEqualTo(3);
    }

    @Test
    void wantsAnInput() {
        assertThat(ask("\"messages\": []").json().at("/error/param").stringValue())
                .isEqualTo("input");
    }
}
