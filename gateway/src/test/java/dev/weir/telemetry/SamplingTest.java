package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.TraceContext;
import dev.weir.wire.http.Headers;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {

    private final Random random = new Random(3);

    @Test
    void recordsAboutThePartThatIsWanted() {
        var tenth = new Sampling(0.1, true);

        long recorded = IntStream.range(0, 100_000)
                .filter(_ -> tenth.records(TraceContext.of(Headers.NONE, random)))
                .count();

        assertThat(recorded).isBetween(9_500L, 10_500L);
        assertThat(new Sampling(0, true).records(TraceContext.of(Headers.NONE, random)))
                .isFalse();
        assertThat(new Sampling(1, true).records(TraceContext.of(Headers.NONE, random)))
                .isTrue();
    }

    @Test
    void doesAsTheCallerDoesIfItFollows() {
        TraceContext yes = TraceContext.of(Reports.traced(), random);
        TraceContext no = TraceContext.of(
                Headers.of("traceparent", "00-" + Reports.TRACE + "-" + Reports.PARENT + "-00"), random);

        assertThat(new Sampling(0, true).records(yes)).isTrue();
        assertThat(new Sampling(1, true).records(no)).isFalse();
        assertThat(new Sampling(0, false).records(yes)).isFalse();
        assertThat(new Sampling(1, false).records(no)).isTrue();
    }
}
