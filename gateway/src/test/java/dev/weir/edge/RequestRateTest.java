package dev.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private long now;
    private final RequestRate rate = new RequestRate(2_000, WINDOW, () -> now);

    @Test
    void letsSoManyPassAndThenSaysHowLongToWait() {
        for (int i = 0; i < 2_000; i++) {
            assertThat(rate.take(ONE)).isEmpty();
        }

        Optional<Duration> wait = rate.take(ONE);

        assertThat(wait).hasValueSatisfying(time -> assertThat(time).isBetween(WINDOW, WINDOW.plusSeconds(10)));
        assertThat(rate.take(OTHER)).isEmpty();
        now += wait.orElseThrow().toNanos();
        assertThat(rate.take(ONE)).isEmpty();
    }

    /// In any window whatever, and not much less than that: what was refused does not count.
    @Test
    void neverLetsMorePassInAnyWindowAndHardlyLess() {
        var random = new Random(4);
        var passed = new ArrayDeque<Long>();
        long all = 0;
        while (now < Duration.ofHours(2).toNanos()) {
            now += random.nextInt(200_000_000);
            if (rate.take(ONE).isEmpty()) {
                passed.add(now);
                all++;
            }
            while (now - passed.getFirst() >= WINDOW.toNanos()) {
                passed.removeFirst();
            }
            assertThat(passed.size()).isLessThanOrEqualTo(2_000);
        }
        assertThat(all).isBetween(24 * 1_900L, 24 * 2_000L);
    }
}
