package dev.weir.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.fault.FaultSpec.Parsed;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultSpecTest {

    private static Fault one(String spec) {
        return ((Parsed.Faults) FaultSpec.parse(spec)).faults().getFirst();
    }

    @Test
    void readsAStatusWithHeadersAndABody() {
        assertThat(one("status=529")).isEqualTo(new Instead.Status(529, Headers.NONE, ""));
        assertThat(one("status=429;retry-after=2;body=%7B%22a%22:1%2C%22b%22:2%7D"))
                .isEqualTo(new Instead.Status(429, Headers.of("retry-after", "2"), "{\"a\":1,\"b\":2}"));
    }

    @Test
    void readsWhereAStreamGoesWrong() {
        assertThat(one("cut")).isEqualTo(new Midway.Cut(new Place.Content()));
        assertThat(one("stall;after=3")).isEqualTo(new Midway.Stall(new Place.Events(3)));
        assertThat(one("error;after=0;type=rate_limit_error;message=try%20again%20in%201.5s"))
                .isEqualTo(new Midway.ErrorEvent(new Place.Events(0), "rate_limit_error", "try again in 1.5s"));
        assertThat(one("giant=100;after=1")).isEqualTo(new Midway.Giant(new Place.Events(1), 100));
    }

    @Test
    void readsSeveral() {
        assertThat(FaultSpec.parse("crlf, slow=250,nousage"))
                .isEqualTo(new Parsed.Faults(
                        java.util.List.of(Oddity.CRLF, new Fault.Slow(Duration.ofMillis(250)), Oddity.NO_USAGE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "status", "status=abc", "stall;after=soon", "slow", "status=5%", "giant=-1"})
    void saysWhatIsWrong(String spec) {
        assertThat(FaultSpec.parse(spec)).isInstanceOf(Parsed.Wrong.class);
    }
}
