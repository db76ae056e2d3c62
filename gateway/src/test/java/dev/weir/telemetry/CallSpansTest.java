package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Outcome;
import dev.weir.call.Target;
import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CallSpansTest {

    private final CallSpans spans = new CallSpans(() -> Reports.NAMES, new Random(2));

    @Test
    void tellsTheCallBelowItsCallersSpanAndEachAttemptBelowTheCall() {
        List<Span> made = spans.of(Reports.of(
                "red",
                "sonnet",
                200,
                Reports.served(
                        Reports.attempt(new Target("aws", "eu.sonnet"), 503, "upstream-overloaded", 5, Usage.NONE),
                        Reports.attempt(Reports.SONNET, 200, "", 20, Reports.USAGE)),
                Reports.traced()));

        assertThat(made).hasSize(3).allMatch(span -> span.trace().equals(Reports.TRACE));
        Span call = made.getFirst();
        assertThat(call.parent()).isEqualTo(Reports.PARENT);
        assertThat(call.remote()).isTrue();
        assertThat(call.kind()).isEqualTo(Span.Kind.SERVER);
        assertThat(call.failed()).isFalse();
        assertThat(Duration.between(call.start(), call.end())).isEqualTo(Duration.ofMillis(100));
        assertThat(call.attributes())
                .containsEntry("weir.team", "red")
                .containsEntry("weir.attempts", 2L)
                .containsEntry("weir.provider_us", 50_000L);
        assertThat(made.subList(1, 3)).allMatch(span -> span.parent().equals(call.id()) && !span.remote());
        assertThat(made.get(1).failed()).isTrue();
        assertThat(made.get(1).attributes()).containsEntry("error.type", "503");
        assertThat(made.get(2).start()).isEqualTo(call.start().plusMillis(20));
        assertThat(made.stream().map(Span::id)).doesNotHaveDuplicates();
    }

    @Test
    void countsCachedTokensAmongTheInputAndLeavesOutWhatNobodyCounted() {
        List<Span> made = spans.of(Reports.of(
                "red",
                "sonnet",
                200,
                Reports.served(
                        Reports.attempt(Reports.SONNET, 500, "upstream-error", 5, Usage.NONE),
                        Reports.attempt(Reports.SONNET, 200, "", 20, Reports.USAGE)),
                Headers.NONE));

        assertThat(made.get(1).attributes().keySet()).noneMatch(name -> name.startsWith("gen_ai.usage."));
        assertThat(made.get(2).attributes())
                .containsEntry("gen_ai.usage.input_tokens", 150L)
                .containsEntry("gen_ai.usage.cache_read.input_tokens", 40L)
                .containsEntry("gen_ai.usage.cache_creation.input_tokens", 10L)
                .containsEntry("gen_ai.usage.output_tokens", 30L)
                .containsEntry("gen_ai.usage.reasoning.output_tokens", 5L)
                .containsEntry("gen_ai.provider.name", "anthropic")
                .containsEntry("gen_ai.response.time_to_first_chunk", 0.041);
    }

    @Test
    void saysWhyACallWasRefusedAndThatItIsNoFaultOfOurs() {
        Span call = spans.of(Reports.of(
                        "red",
                        "sonnet",
                        429,
                        new Outcome.Refused(new Problem(Problem.Kind.RATE_LIMITED, "the team red may have 5")),
                        Headers.NONE))
                .getFirst();

        assertThat(call.parent()).isEmpty();
        assertThat(call.failed()).isFalse();
        assertThat(call.attributes())
                .containsEntry("error.type", Problem.Kind.RATE_LIMITED.code())
                .containsEntry("weir.why", "the team red may have 5")
                .containsEntry("weir.outcome", "refused");
    }

    @Test
    void usesNoNameOfTheConventionsThatIsNotPublished() throws IOException {
        Set<String> published = published();
        var metrics = new Metrics();
        var counted = new CallMetrics(metrics, () -> Reports.NAMES);
        var said = new HashSet<String>();
        var report = Reports.of(
                "red",
                "sonnet",
                200,
                Reports.served(Reports.attempt(Reports.SONNET, 200, "", 20, Reports.USAGE)),
                Reports.traced());
        counted.ended(report, true);

        spans.of(report).forEach(span -> said.addAll(span.attributes().keySet()));
        metrics.read().forEach(family -> {
            said.add(family.name());
            said.addAll(family.labels());
        });

        assertThat(said.stream().filter(name -> name.startsWith("gen_ai.")))
                .hasSizeGreaterThan(12)
                .isSubsetOf(published);
        assertThat(said.stream().filter(name -> !name.startsWith("gen_ai.") && name.contains(".")))
                .allMatch(name -> name.matches("(weir|http|url|client|user_agent|error)\\..*"));
    }

    private static Set<String> published() throws IOException {
        try (InputStream csv = Objects.requireNonNull(CallSpansTest.class.getResourceAsStream("gen-ai.csv"))) {
            return new String(csv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(",", 2)[0])
                    .collect(Collectors.toSet());
        }
    }
}
