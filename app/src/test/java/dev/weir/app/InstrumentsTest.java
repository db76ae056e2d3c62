package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.adapters.otel.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole gateway and a collector that it tells everything.
class InstrumentsTest {

    private static final String PROMPT = "canary-prompt-which-nobody-may-tell";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String ASK = """
            {"model": "sturdy", "max_tokens": 20, "stream": true, "messages": [{"role": "user", "content": "%s"}]}
            """.formatted(PROMPT);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static String configuration(OtlpReceiver receiver, String protocol) {
        return """
                telemetry:
                  service: weir-under-test
                  otlp: {endpoint: "http://127.0.0.1:%d", protocol: %s, logs: true, headers: {authorization: "env:KEY"}}
                models:
                  sturdy:
                    strategy: {mode: fallback}
                    targets: [{provider: p0, model: claude-opus-4-6}, {provider: p1, model: claude-opus-4-6}]
                """.formatted(receiver.port(), protocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "grpc"})
    void goesOnWithTheCallersTraceAndTellsEachAttempt(String protocol) throws Exception {
        try (var receiver = new OtlpReceiver();
                var lines = new Lines()) {
            JsonNode line;
            try (var five = new Five(folder, configuration(receiver, protocol))) {
                five.fault(0, "status=503", 1);

                HttpResponse<byte[]> answer = five.post(
                        "/v1/messages",
                        ASK,
                        "traceparent",
                        "00-" + TRACE + "-" + PARENT + "-01",
                        "tracestate",
                        "a=1",
                        "anthropic-version",
                        "2023-06-01");

                assertThat(answer.statusCode()).isEqualTo(200);
                line = lines.of(answer.headers().firstValue("x-request-id").orElseThrow());
            }

            List<Span> spans = receiver.spans(TRACE, 3);
            Span call = spans.stream()
                    .filter(span -> span.getKind() == SpanKind.SPAN_KIND_SERVER)
                    .findFirst()
                    .orElseThrow();
            assertThat(hex(call.getParentSpanId())).isEqualTo(PARENT);
            assertThat(call.getTraceState()).isEqualTo("a=1");
            assertThat(line.path("trace_id").asString("")).isEqualTo(TRACE);
            assertThat(line.path("span_id").asString("")).isEqualTo(hex(call.getSpanId()));
            assertThat(OtlpReceiver.texts(call.getAttributesList()))
                    .containsEntry("weir.call.id", line.path("id").asString(""))
                    .containsEntry("weir.team", "red")
                    .containsEntry("weir.attempts", "2");
            List<Span> attempts = spans.stream()
                    .filter(span -> span.getKind() == SpanKind.SPAN_KIND_CLIENT)
                    .toList();
            assertThat(attempts)
                    .hasSize(2)
                    .allMatch(span -> span.getParentSpanId().equals(call.getSpanId()));
            Map<String, String> failed = OtlpReceiver.texts(attempts.getFirst().getAttributesList());
            assertThat(failed).containsEntry("weir.provider", "p0").containsEntry("error.type", "503");
            assertThat(failed.keySet()).noneMatch(name -> name.startsWith("gen_ai.usage"));
            Map<String, String> served = OtlpReceiver.texts(attempts.getLast().getAttributesList());
            assertThat(served)
                    .containsEntry("weir.provider", "p1")
                    .containsEntry("gen_ai.provider.name", "anthropic")
                    .containsEntry("gen_ai.operation.name", "chat")
                    .containsEntry("gen_ai.request.model", "claude-opus-4-6")
                    .containsEntry(
                            "gen_ai.usage.input_tokens",
                            line.path("input_tokens").asString())
                    .containsEntry(
                            "gen_ai.usage.output_tokens",
                            line.path("output_tokens").asString());

            assertThat(receiver.resource()).containsEntry("service.name", "weir-under-test");
            assertThat(receiver.headers()).containsEntry("authorization", "key-of-the-gateway");
            assertThat(receiver.line(TRACE).getBody().getStringValue()).isEqualTo("call");
            assertThat(receiver.metric("weir.calls").getSum().getDataPointsList())
                    .isNotEmpty();
            assertThat(receiver.metric("gen_ai.client.operation.duration")
                            .getHistogram()
                            .getDataPointsList())
                    .isNotEmpty();
        }
    }

    /// Spans, metrics and lines that are sent, and the page of the metrics: none of them holds a prompt or a secret,
    /// whatever goes wrong.
    @Test
    void s_log_5_tellsNoCollectorAPromptOrASecret() throws Exception {
        try (var receiver = new OtlpReceiver()) {
            String page;
            try (var five = new Five(folder, configuration(receiver, "http"))) {
                for (String path : List.of(
                        "/v1/chat/completions",
                        "/v1/responses",
                        "/v1/messages",
                        "/v1/messages/count_tokens",
                        "/v1/embeddings",
                        "/v1beta/models/sturdy:generateContent",
                        "/model/sturdy/converse",
                        "/model/sturdy/invoke",
                        "/v1/nothing?key=" + World.OTHER_TOKEN)) {
                    for (String fault : List.of("", "status=401", "status=500", "reset", "html", "cut")) {
                        five.noFaults();
                        if (!fault.isEmpty()) {
                            five.fault(0, fault, 1);
                        }
                        five.post(path, ASK, "anthropic-version", "2023-06-01");
                        five.post(path, "{\"x\": \"" + PROMPT + "\"");
                        five.post(path, "{\"model\": \"" + PROMPT + "-made-up\", \"messages\": []}");
                    }
                    five.post(path, ASK, "x-api-key", World.OTHER_TOKEN);
                }
                page = five.metrics();
            }

            String told = receiver.rest() + page;
            assertThat(told)
                    .contains("weir_calls_total", "SPAN_KIND_SERVER", "model=\"other\"")
                    .doesNotContain(World.OTHER_TOKEN, "weir_a-client-of-this-test");
            assertThat(told.replace("authorization=key-of-the-gateway", "")) // what the collector itself is shown
                    .doesNotContain("key-of-the-gateway");
            assertThat(told.replace(PROMPT + "-made-up", "")) // the name of a model that a caller made up
                    .doesNotContain(PROMPT);
            assertThat(page).doesNotContain(PROMPT);
        }
    }

    @Test
    void keepsWhoWasGivenATokenAndWhoWasNot() throws Exception {
        try (var five = new Five(folder, "")) {
            five.post("/oauth2/token", "{}");

            JsonNode records;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            do {
                assertThat(System.nanoTime()).isLessThan(end);
                records = JsonMapper.shared()
                        .readTree(five.control("GET", "/audit?kind=call", "").body())
                        .path("items");
            } while (records.size() < 2);

            assertThat(records).anySatisfy(given -> {
                assertThat(given.path("path").asString()).isEqualTo("/oauth2/token");
                assertThat(given.path("decision").asString()).isEqualTo("allow");
                assertThat(given.path("client").asString("")).isEqualTo("test");
                assertThat(given.path("actor").asString("")).isEqualTo("test");
                assertThat(given.path("team").asString("")).isEqualTo("red");
                assertThat(given.path("http_status").asInt()).isEqualTo(200);
            });
            assertThat(records).anySatisfy(denied -> {
                assertThat(denied.path("path").asString()).isEqualTo("/oauth2/token");
                assertThat(denied.path("decision").asString()).isEqualTo("deny");
                assertThat(denied.path("reason").asString("")).isEqualTo("field_invalid");
                assertThat(denied.path("outcome").asString("")).isEqualTo("refused");
                assertThat(denied.path("http_status").asInt()).isEqualTo(400);
                assertThat(denied.has("actor")).isFalse();
            });
        }
    }

    @Test
    void showsMetricsToAdministratorsOnlyUnlessItIsToldOtherwise() throws Exception {
        try (var five = new Five(folder, "")) {
            HttpResponse<String> administrator = five.control("GET", "/metrics", "");
            assertThat(administrator.statusCode()).isEqualTo(200);
            assertThat(administrator.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
            assertThat(five.stranger("/metrics").statusCode()).isEqualTo(401);
        }
        try (var five = new Five(folder, "telemetry: {metrics: anybody}\n")) {
            assertThat(five.stranger("/metrics").body()).contains("weir_calls_running");
        }
    }

    private static String hex(com.google.protobuf.ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
