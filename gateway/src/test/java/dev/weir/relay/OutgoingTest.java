package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Asked;
import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Operation;
import dev.weir.provider.Service;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// What changes on the way from a caller's envelope into a provider's, and that nothing else does.
class OutgoingTest {

    private static final Service BEDROCK =
            Service.of(Operation.MESSAGES, "bedrock:/model/{model}/invoke|/model/{model}/invoke-with-response-stream");
    private static final Service VERTEX =
            Service.of(Operation.MESSAGES, "vertex:/models/{model}:rawPredict|/models/{model}:streamRawPredict");
    private static final Service OWN = Service.of(Operation.MESSAGES, "/v1/messages");

    private static final String INSIDE =
            "\"messages\" : [ {\"role\":\"user\",\"content\":\"h\\u00e9\"} ],\n \"max_tokens\":1.0e1";

    @Test
    void putsAMessageIntoTheEnvelopeOfBedrock() {
        Outgoing outgoing = outgoing(
                Envelope.OWN,
                BEDROCK,
                "{\"model\":\"claude\", " + INSIDE + " , \"stream\":true}",
                Headers.of(
                        "anthropic-version", "2023-06-01",
                        "anthropic-beta", "one-1, two-2",
                        "anthropic-beta", "one-1",
                        "accept", "text/event-stream"));

        assertThat(body(outgoing))
                .isEqualTo("{ " + INSIDE
                        + ",\"anthropic_version\":\"bedrock-2023-05-31\",\"anthropic_beta\":[\"one-1\",\"two-2\"]}");
        assertThat(outgoing.target()).isEqualTo("/model/upstream%3A0/invoke-with-response-stream");
        Headers headers = outgoing.headers().build();
        assertThat(headers.has("anthropic-version")).isFalse();
        assertThat(headers.has("anthropic-beta")).isFalse();
        assertThat(headers.has("accept")).isFalse();
    }

    @Test
    void putsAMessageIntoTheEnvelopeOfVertex() {
        Outgoing outgoing = outgoing(
                Envelope.OWN,
                VERTEX,
                "{" + INSIDE + ",\"model\":\"claude\",\"stream\":true}",
                Headers.of("anthropic-version", "2026-10-21", "anthropic-beta", "one-1"));

        assertThat(body(outgoing)).isEqualTo("{" + INSIDE + ",\"stream\":true,\"anthropic_version\":\"2026-10-21\"}");
        assertThat(outgoing.target()).isEqualTo("/models/upstream%3A0:streamRawPredict");
        assertThat(outgoing.headers().build().all("anthropic-beta")).containsExactly("one-1");
    }

    @Test
    void takesAMessageOutOfTheEnvelopeOfBedrock() {
        Outgoing outgoing = outgoing(
                Envelope.BEDROCK,
                OWN,
                "{\"anthropic_version\":\"bedrock-2023-05-31\",\"anthropic_beta\":[\"b-1\"]," + INSIDE + "}",
                Headers.NONE);

        assertThat(body(outgoing)).isEqualTo("{" + INSIDE + ",\"model\":\"upstream:0\",\"stream\":true}");
        Headers headers = outgoing.headers().build();
        assertThat(headers.all("anthropic-version")).containsExactly("2023-06-01");
        assertThat(headers.all("anthropic-beta")).containsExactly("b-1");
    }

    @Test
    void changesNothingFromOneEnvelopeIntoTheSame() {
        String body = "{\"anthropic_version\":\"something-new\",\"anthropic_beta\":[\"b-1\"]," + INSIDE + "}";

        assertThat(body(outgoing(Envelope.BEDROCK, BEDROCK, body, Headers.NONE)))
                .isEqualTo(body);
        assertThat(body(outgoing(Envelope.VERTEX, VERTEX, body, Headers.NONE))).isEqualTo(body);
    }

    @Test
    void leavesAVersionThatItDoesNotKnowToTheProvider() {
        assertThat(body(outgoing(
                        Envelope.OWN, BEDROCK, "{" + INSIDE + "}", Headers.of("anthropic-version", "2031-01-01"))))
                .contains("\"anthropic_version\":\"2031-01-01\"");
    }

    @Test
    void countsTokensOfWhatWouldBeSentToBedrock() {
        Service service = Service.of(Operation.COUNT_TOKENS, "bedrock:/model/{model}/count-tokens");
        Outgoing outgoing = Outgoing.of(
                call(
                        Operation.COUNT_TOKENS,
                        Envelope.OWN,
                        "{\"model\":\"claude\",\"messages\":[]}",
                        Headers.of("anthropic-version", "2023-06-01"),
                        ""),
                "upstream:0",
                service);

        String encoded = body(outgoing).replaceAll(".*\"body\":\"([^\"]*)\".*", "$1");
        assertThat(new String(Base64.getDecoder().decode(encoded), UTF_8))
                .isEqualTo("{\"messages\":[],\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":1}");
    }

    @Test
    void sendsNoCredentialAndNothingOfOursInTheQuery() {
        Service gemini = Service.of(Operation.GENERATE_CONTENT, "/m/{model}:g|/m/{model}:s?alt=sse");
        Call call = call(
                Operation.GENERATE_CONTENT,
                Envelope.GEMINI,
                "{\"contents\":[]}",
                Headers.NONE,
                "?alt=sse&key=callers&access_token=callers&%24fields=a&api-version=1");

        assertThat(Outgoing.of(call, "g", gemini).target()).isEqualTo("/m/g:s?alt=sse&%24fields=a");
        assertThat(outgoing(Envelope.OWN, OWN, "{" + INSIDE + "}", Headers.NONE).target())
                .isEqualTo("/v1/messages?beta=true");
    }

    private static Outgoing outgoing(Envelope from, Service service, String body, Headers headers) {
        return Outgoing.of(call(Operation.MESSAGES, from, body, headers, "?beta=true"), "upstream:0", service);
    }

    private static Call call(Operation operation, Envelope envelope, String body, Headers headers, String query) {
        Call plain = Calls.of(operation, "/path", body);
        return new Call(
                plain.id(),
                plain.principal(),
                new Asked(operation, envelope, "callers-model", true),
                operation.format(),
                new RequestTarget("/path", query),
                headers,
                plain.request(),
                plain.plan());
    }

    private static String body(Outgoing outgoing) {
        return new String(outgoing.body(), UTF_8);
    }
}
