package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.seal.Binding;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Thoughts that come back with the next question.
class ThoughtsTest {

    private static final String FIRST = """
            {"model": "claude-sonnet-4-6", "max_tokens": 4096, "thinking": {"type": "adaptive"},
             "tools": [{"name": "Bash", "input_schema": {"type": "object"}}],
             "messages": [{"role": "user", "content": "USE_TOOL USE_REDACTED please"}]}""";

    private final Simulator simulator = new Simulator(Asking.settings());

    private Heard ask(Simulator asked, JsonNode body) {
        return Heard.of(asked.answer(Asking.messages(body.toString())));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }

    /// The request that follows, as a client makes it.
    private static ObjectNode next(ObjectNode first, JsonNode answer) {
        ObjectNode next = first.deepCopy();
        next.withArray("messages").addObject().put("role", "assistant").set("content", answer.path("content"));
        next.withArray("messages").add(object("""
                                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x", "content": "ok"}]}"""));
        return next;
    }

    private ObjectNode followed(String first) {
        return next(object(first), ask(simulator, object(first)).json());
    }

    @Test
    void areTakenAsTheyWereGiven() {
        assertThat(ask(simulator, followed(FIRST)).status()).isEqualTo(200);
    }

    @Test
    void areTakenByAnotherSimulatorWithTheSameSeed() {
        assertThat(ask(new Simulator(Asking.settings()), followed(FIRST)).status())
                .isEqualTo(200);
    }

    @Test
    void areTakenWhenOnlyTheCacheMarksMoved() {
        ObjectNode next = followed(FIRST);
        next.withArray("messages").remove(0);
        next.withArray("messages").insert(0, object("""
                                {"role": "user", "content": [{"type": "text", "text": "USE_TOOL USE_REDACTED please",
                                 "cache_control": {"type": "ephemeral"}}]}"""));

        assertThat(ask(simulator, next).status()).isEqualTo(200);
    }

    @Test
    void areRefusedWhenTheirTextWasTouched() {
        ObjectNode next = followed(FIRST);
        ((ObjectNode) next.at("/messages/1/content/0")).put("thinking", "Something else.");

        Heard heard = ask(simulator, next);

        assertThat(heard.status()).isEqualTo(400);
        assertThat(heard.json().at("/error/message").stringValue())
                .isEqualTo("messages.1.content.0: Invalid `signature` in `thinking` block");
    }

    @Test
    void areRefusedWhenTheirSignatureWasTouched() {
        ObjectNode next = followed(FIRST);
        ObjectNode thought = (ObjectNode) next.at("/messages/1/content/0");
        String signature = thought.path("signature").stringValue();
        thought.put("signature", (signature.startsWith("A") ? "B" : "A") + signature.substring(1));

        assertThat(ask(simulator, next).status()).isEqualTo(400);
    }

    @Test
    void areRefusedByAnotherModel() {
        assertThat(ask(simulator, followed(FIRST).put("model", "claude-opus-4-7"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void areRefusedInAnotherConversation() {
        ObjectNode next = followed(FIRST);
        ((ObjectNode) next.at("/messages/0")).put("content", "USE_TOOL and forget the rest");

        assertThat(ask(simulator, next).status()).isEqualTo(400);
        assertThat(ask(new Simulator(Asking.settings().with(Binding.MODEL)), next)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void areRefusedWhereAnotherSeedMadeThem() {
        var settings = Asking.settings();
        var other = new Simulator(new SimulatorSettings(
                settings.clock(), 2, settings.models(), settings.keys(), settings.pace(), settings.binding(), 1024));

        assertThat(ask(other, followed(FIRST)).status()).isEqualTo(400);
    }

    @Test
    void areCheckedAlsoWhenNobodyMayReadThem() {
        ObjectNode next = followed(FIRST.replace("USE_REDACTED", "USE_REDACTED_THINKING"));

        assertThat(next.at("/messages/1/content/0/type").stringValue()).isEqualTo("redacted_thinking");
        assertThat(ask(simulator, next).status()).isEqualTo(200);

        ((ObjectNode) next.at("/messages/1/content/0")).put("data", "AAAA");

        assertThat(ask(simulator, next).json().at("/error/message").stringValue())
                .isEqualTo("messages.1.content.0: Invalid `data` in `redacted_thinking` block");
    }

    private static final String RESPONSES = """
            {"model": "gpt-5", "reasoning": {"effort": "low"}, "include": ["reasoning.encrypted_content"],
             "input": [{"role": "user", "content": "hello"}]}""";

    @Test
    void areSealedInResponsesOnlyWhereAskedFor() {
        Heard sealed = Heard.of(simulator.answer(Asking.responses(RESPONSES)));
        Heard open =
                Heard.of(simulator.answer(Asking.responses(RESPONSES.replace("reasoning.encrypted_content", "x"))));

        assertThat(sealed.json().at("/output/0/encrypted_content").isString()).isTrue();
        assertThat(open.json().at("/output/0/type").stringValue()).isEqualTo("reasoning");
        assertThat(open.json().at("/output/0").has("encrypted_content")).isFalse();
    }

    @Test
    void areCheckedInResponsesWhereTheyCome() {
        JsonNode output =
                Heard.of(simulator.answer(Asking.responses(RESPONSES))).json().path("output");
        ObjectNode next = object(RESPONSES);
        output.forEach(item -> next.withArray("input").add(item));
        next.withArray("input").addObject().put("role", "user").put("content", "go on");

        assertThat(responses(next).status()).isEqualTo(200);

        assertThat(responses(next.deepCopy().put("model", "gpt-4o")).status()).isEqualTo(400);

        ((ObjectNode) next.at("/input/1")).put("encrypted_content", "AAAA");
        assertThat(responses(next).json().at("/error/code").stringValue()).isEqualTo("invalid_encrypted_content");

        ((ObjectNode) next.at("/input/1")).remove("encrypted_content");
        assertThat(responses(next).status()).isEqualTo(200);
    }

    private Heard responses(JsonNode body) {
        return Heard.of(simulator.answer(Asking.responses(body.toString())));
    }
}
