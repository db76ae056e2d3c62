package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Asked;
import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Operation;
import dev.weir.config.Passes;
import dev.weir.config.Passing;
import dev.weir.provider.Service;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
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
                        "anthropic-beta", "context-1m-2025-08-07, new-1, advanced-tool-use-2025-11-20",
                        "anthropic-beta", "context-1m-2025-08-07",
                        "accept", "text/event-stream"));

        assertThat(body(outgoing))
                .isEqualTo(
                        "{ " + INSIDE
                                + ",\"anthropic_version\":\"bedrock-2023-05-31\",\"anthropic_beta\":[\"context-1m-2025-08-07\",\"tool-search-tool-2025-10-19\"]}");
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
                Headers.of(
                        "anthropic-version",
                        "2026-10-21",
                        "anthropic-beta",
                        "web-search-2025-03-05,effort-2025-11-24"));

        assertThat(body(outgoing)).isEqualTo("{" + INSIDE + ",\"stream\":true,\"anthropic_version\":\"2026-10-21\"}");
        assertThat(outgoing.target()).isEqualTo("/models/upstream%3A0:streamRawPredict");
        assertThat(outgoing.headers().build().all("anthropic-beta")).containsExactly("web-search-2025-03-05");
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
    void sendsOnlyThoseFlagsThatTheOperatorLetsPassAndReportsTheRest() {
        Headers flags = Headers.of("anthropic-beta", "known-1, new-1");
        String body = "{\"model\":\"upstream:0\"," + INSIDE + "}";

        Outgoing some = outgoing(Envelope.OWN, OWN, body, flags, betas(new Passing.Only(Set.of("known-1"))));
        Outgoing none = outgoing(Envelope.OWN, OWN, body, flags, betas(new Passing.None()));
        Outgoing all = outgoing(Envelope.OWN, BEDROCK, body, flags, betas(new Passing.All()));

        assertThat(some.headers().build().all("anthropic-beta")).containsExactly("known-1");
        assertThat(some.losses())
                .extracting(Loss::toString)
                .containsExactly("anthropic-beta: the flag new-1 does not go on to this provider");
        assertThat(some.body()).isEqualTo(body.getBytes(UTF_8));
        assertThat(none.headers().build().has("anthropic-beta")).isFalse();
        assertThat(none.losses()).hasSize(2);
        assertThat(body(all)).contains("\"anthropic_beta\":[\"known-1\",\"new-1\"]");
        assertThat(all.losses()).isEmpty();
    }

    @Test
    void sendsOnlyThoseFlagsOfABodyThatTheOperatorLetsPass() {
        String body =
                "{\"anthropic_version\":\"bedrock-2023-05-31\",\"anthropic_beta\":[\"b-1\",\"b-2\"]," + INSIDE + "}";

        Outgoing outgoing =
                outgoing(Envelope.BEDROCK, BEDROCK, body, Headers.NONE, betas(new Passing.Only(Set.of("b-2"))));

        assertThat(body(outgoing)).contains("\"anthropic_beta\":[\"b-2\"]").doesNotContain("b-1");
        assertThat(outgoing.losses()).hasSize(1);
    }

    @Test
    void dropsWhatTheFormatDoesNotDefineWhereTheProviderIsNotToBeToldIt() {
        String body = "{\"model\":\"upstream:0\",\"brand_new\":{\"a\":1}," + INSIDE + ",\"newer\":2}";

        Outgoing dropped = outgoing(Envelope.OWN, OWN, body, Headers.NONE, fields(new Passing.None()));
        Outgoing some = outgoing(Envelope.OWN, OWN, body, Headers.NONE, fields(new Passing.Only(Set.of("newer"))));
        Outgoing all = outgoing(Envelope.OWN, OWN, body, Headers.NONE, Passes.BY_DEFAULT);

        assertThat(body(dropped)).isEqualTo("{\"model\":\"upstream:0\"," + INSIDE + "}");
        assertThat(dropped.losses()).extracting(Loss::place).containsExactly("/brand_new", "/newer");
        assertThat(body(some)).doesNotContain("brand_new").contains("newer");
        assertThat(body(all)).isEqualTo(body);
        assertThat(all.losses()).isEmpty();
    }

    private static Passes betas(Passing betas) {
        return new Passes(Optional.of(betas), new Passing.All());
    }

    private static Passes fields(Passing fields) {
        return new Passes(Optional.empty(), fields);
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
                service,
                Passes.BY_DEFAULT);

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

        assertThat(Outgoing.of(call, "g", gemini, Passes.BY_DEFAULT).target()).isEqualTo("/m/g:s?alt=sse&%24fields=a");
        assertThat(outgoing(Envelope.OWN, OWN, "{" + INSIDE + "}", Headers.NONE).target())
                .isEqualTo("/v1/messages?beta=true");
    }

    private static Outgoing outgoing(Envelope from, Service service, String body, Headers headers) {
        return outgoing(from, service, body, headers, Passes.BY_DEFAULT);
    }

    private static Outgoing outgoing(Envelope from, Service service, String body, Headers headers, Passes passes) {
        return Outgoing.of(call(Operation.MESSAGES, from, body, headers, "?beta=true"), "upstream:0", service, passes);
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
                plain.plan(),
                plain.tab());
    }

    private static String body(Outgoing outgoing) {
        return new String(outgoing.body(), UTF_8);
    }
}
