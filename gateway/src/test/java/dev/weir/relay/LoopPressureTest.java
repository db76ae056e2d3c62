package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopPressureTest {

    /// A loop on which every alarm rings so much too late.
    private static final class Late implements Timers {
        private final Loop loop = new Loop();
        private Duration late = Duration.ZERO;

        @Override
        public long nanos() {
            return loop.nanos();
        }

        @Override
        public Runnable after(Duration time, Runnable then) {
            return loop.after(time.plus(late), then);
        }
    }

    private final Late timers = new Late();
    private final LoopPressure pressure = new LoopPressure(timers);

    @Test
    void r_shed_1_refusesAGrowingShareWhileTheLoopIsNeverOnTimeAndThenNoneAgain() {
        pressure.start();
        timers.loop.pass(Duration.ofSeconds(5));
        assertThat(pressure.share()).isZero();

        timers.late = LoopPressure.LATE.plusMillis(1);
        timers.loop.pass(Duration.ofSeconds(3));
        assertThat(pressure.share()).isBetween(0.2, 0.7);
        timers.loop.pass(Duration.ofSeconds(10));
        assertThat(pressure.share()).isEqualTo(0.9);
        assertThat(IntStream.range(0, 100).filter(_ -> pressure.refuses())).hasSizeBetween(89, 91);

        timers.late = Duration.ZERO;
        timers.loop.pass(Duration.ofSeconds(12));
        assertThat(pressure.share()).isZero();
        assertThat(pressure.refuses()).isFalse();
    }

    @Test
    void forgivesALoopThatIsLateNowAndThen() {
        pressure.start();
        for (int i = 0; i < 20; i++) {
            timers.late = Duration.ofMillis(600);
            timers.loop.pass(Duration.ofMillis(650));
            timers.late = Duration.ZERO;
            timers.loop.pass(Duration.ofMillis(350));
        }

        assertThat(pressure.share()).isZero();
    }
}
