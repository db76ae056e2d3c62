package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Outcome;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallMetricsTest {

    private final Metrics metrics = new Metrics();
    private final CallMetrics calls = new CallMetrics(metrics, () -> Reports.NAMES);

    @Test
    void countsACallAndItsTokens() {
        calls.ended(
                Reports.of(
                        "red",
                        "sonnet",
                        200,
                        Reports.served(Reports.attempt(Reports.SONNET, 200, "", 20, Reports.USAGE)),
                        Headers.NONE),
                false);

        assertThat(text(false))
                .contains("weir_calls_total{team=\"red\",model=\"sonnet\",provider=\"main\",outcome=\"served\","
                        + "error=\"\",status=\"200\"} 1\n")
                .contains("weir_tokens_total{team=\"red\",model=\"sonnet\",provider=\"main\",kind=\"fresh\"} 100\n")
                .contains("weir_tokens_total{team=\"red\",model=\"sonnet\",provider=\"main\",kind=\"cache_read\"} 40\n")
                .contains("weir_call_duration_seconds_sum{model=\"sonnet\",provider=\"main\",outcome=\"served\"} 0.1\n")
                .contains("gen_ai_client_token_usage_bucket{gen_ai_operation_name=\"chat\","
                        + "gen_ai_provider_name=\"anthropic\",gen_ai_request_model=\"claude-sonnet-5\","
                        + "gen_ai_token_type=\"input\",le=\"256\"} 1\n")
                .contains("weir_call_part_seconds_count{part=\"authenticate\"} 1\n");
    }

    @Test
    void saysWhichLimitRefused() {
        calls.ended(
                Reports.of(
                        "red",
                        "sonnet",
                        429,
                        new Outcome.Refused(
                                new Problem(Kind.RATE_LIMITED, "no", Map.of("measure", "tokens_per_minute"))),
                        Headers.NONE),
                false);

        assertThat(text(false)).contains("weir_limits_refused_total{team=\"red\",measure=\"tokens_per_minute\"} 1\n");
    }

    @Test
    void pointsFromABucketToTheTraceOfACall() {
        var report = Reports.of(
                "red",
                "sonnet",
                200,
                Reports.served(Reports.attempt(Reports.SONNET, 200, "", 20, Reports.USAGE)),
                Reports.traced());
        calls.ended(report, true);

        assertThat(text(true))
                .contains("le=\"0.16\"} 1 # {trace_id=\"" + Reports.TRACE + "\",span_id=\""
                        + report.trace().span() + "\"} 0.1 ")
                .endsWith("# EOF\n");
    }

    /// Callers choose the names of models and there may be many teams; neither makes series without end.
    @Test
    void s_log_6_boundsItsLabels() {
        for (int i = 0; i < 3_000; i++) {
            calls.ended(
                    Reports.of(
                            "team-" + i,
                            "made-up-" + i,
                            403,
                            new Outcome.Refused(new Problem(Kind.MODEL_NOT_ALLOWED, "no")),
                            Headers.NONE),
                    false);
            calls.ended(
                    Reports.of(
                            "red",
                            "gpt-" + i,
                            200,
                            Reports.served(Reports.attempt(
                                    new dev.weir.call.Target("main@http://host-" + i, "gpt-" + i),
                                    200,
                                    "",
                                    1,
                                    Reports.USAGE)),
                            Headers.NONE),
                    false);
        }

        String text = text(false);
        assertThat(text)
                .contains("model=\"other\"", "model=\"gpt-*\"", "team=\"other\"", "provider=\"main\"")
                .doesNotContain("made-up-", "gpt-1", "host-", "user-4711", "key_1");
        assertThat(text.lines()
                        .filter(line -> line.startsWith("weir_calls_total"))
                        .count())
                .isLessThanOrEqualTo(Teams.MOST + 2);
    }

    private String text(boolean open) {
        return PrometheusText.of(metrics.read(), open);
    }
}
