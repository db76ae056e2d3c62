package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.seal.Fingerprint;
import org.junit.jupiter.api.Test;

class ControlTest {

    private static final String HELLO =
            "{\"model\": \"gpt-4o\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}";

    private final Simulator simulator = new Simulator(Asking.settings());

    private Heard control(String method, String path, String body) {
        return Heard.of(simulator.answer(Asking.request(method, path, body)));
    }

    private int chat() {
        return Heard.of(simulator.answer(Asking.chat(HELLO))).status();
    }

    @Test
    void armsFaultsForSomeRequests() {
        Heard armed = control(
                "POST",
                "/simulator/faults",
                "[{\"match\": \"POST /v1/chat\", \"skip\": 1, \"times\": 2, \"fault\": \"status=503\"}]");

        assertThat(armed.status()).isEqualTo(200);
        assertThat(new int[] {chat(), chat(), chat(), chat()}).containsExactly(200, 503, 503, 200);
    }

    @Test
    void armsOneAfterTheOther() {
        control(
                "POST",
                "/simulator/faults",
                "[{\"fault\": \"status=500\"}, {\"match\": \"embeddings\", \"fault\": \"status=501\"}, {\"fault\": \"status=502\"}]");

        assertThat(new int[] {chat(), chat(), chat()}).containsExactly(500, 502, 200);
    }

    @Test
    void armsAStatusWithABodyInJson() {
        control("POST", "/simulator/faults", """
                {"status": 429, "headers": {"retry-after": 2}, "body": {"error": {"type": "billing_error"}}}""");

        Heard heard = Heard.of(simulator.answer(Asking.chat(HELLO)));

        assertThat(heard.status()).isEqualTo(429);
        assertThat(heard.headers().first("retry-after")).contains("2");
        assertThat(heard.text()).isEqualTo("{\"error\":{\"type\":\"billing_error\"}}");
    }

    @Test
    void disarms() {
        control("POST", "/simulator/faults", "[{\"fault\": \"status=500\", \"times\": 9}]");
        assertThat(control("GET", "/simulator/faults", "").json()).hasSize(1);

        control("DELETE", "/simulator/faults", "");

        assertThat(chat()).isEqualTo(200);
    }

    @Test
    void saysWhatIsWrongAndArmsNothing() {
        for (String wrong : new String[] {
            "{",
            "[{}]",
            "[{\"fault\": \"status=500\"}, {\"fault\": \"nonsense\"}]",
            "[{\"match\": \"(\", \"fault\": \"crlf\"}]"
        }) {
            Heard heard = control("POST", "/simulator/faults", wrong);

            assertThat(heard.status()).isEqualTo(400);
            assertThat(heard.json().path("error").isString()).isTrue();
        }
        assertThat(chat()).isEqualTo(200);
        assertThat(control("GET", "/simulator/nothing", "").status()).isEqualTo(404);
    }

    @Test
    void showsWhatWasReceivedButNoCredential() {
        simulator.answer(Asking.with(
                Asking.chat(HELLO), "x-portkey-api-key", "caller-key", "user-agent", "test", "cookie", "c=1"));

        Heard heard = control("GET", "/simulator/requests", "");

        var headers = heard.json().at("/0/headers");
        assertThat(headers.path("authorization").stringValue()).isEqualTo("fingerprint:" + Fingerprint.of("sk-openai"));
        assertThat(headers.path("x-portkey-api-key").stringValue())
                .isEqualTo("fingerprint:" + Fingerprint.of("caller-key"));
        assertThat(headers.path("user-agent").stringValue()).isEqualTo("test");
        assertThat(heard.text())
                .doesNotContain("sk-openai")
                .doesNotContain("caller-key")
                .doesNotContain("c=1");
        assertThat(heard.json().at("/0/bodyBytes").intValue()).isEqualTo(HELLO.length());
        assertThat(heard.json().at("/0/path").stringValue()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void forgetsOldRequests() {
        for (int i = 0; i < 1005; i++) {
            simulator.answer(Asking.get("/"));
        }

        Heard heard = control("GET", "/simulator/requests", "");

        assertThat(heard.json()).hasSize(1000);
        assertThat(heard.json().at("/0/number").intValue()).isEqualTo(6);
    }

    @Test
    void showsTheMeter() {
        chat();

        Heard heard = control("GET", "/simulator/meter", "");

        assertThat(heard.json().at("/sums/0/usage/output").intValue()).isEqualTo(8);
        assertThat(heard.json().at("/bills/0/format").stringValue()).isEqualTo("openai-chat");
        assertThat(heard.json().at("/bills/0/usage/fresh").intValue()).isEqualTo(1);
    }

    @Test
    void doesNotMoveTheNumbersOfAnswers() {
        String before = Heard.of(new Simulator(Asking.settings()).answer(Asking.chat(HELLO)))
                .text();

        control("GET", "/simulator/meter", "");

        assertThat(Heard.of(simulator.answer(Asking.chat(HELLO))).text()).isEqualTo(before);
    }
}
