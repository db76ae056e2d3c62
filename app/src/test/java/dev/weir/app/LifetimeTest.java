package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.relay.LiveCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifetimeTest {

    private final LiveCalls calls = new LiveCalls();
    private final List<String> happened = new ArrayList<>();

    @Test
    void r_drain_1_saysGoodbyeAndEndsWhenNothingRuns() throws InterruptedException {
        new Lifetime(calls, () -> happened.add("goodbye"), Duration.ofMillis(1), Duration.ofHours(1)).end();

        assertThat(happened).containsExactly("goodbye");
        assertThat(calls.ready()).isFalse();
        assertThat(calls.open()).isFalse();
    }

    /// However long it would wait, whoever tells it twice does not have to.
    @Test
    void r_drain_2_hurriesWhenItIsInterrupted() throws InterruptedException {
        for (Duration pre : List.of(Duration.ofHours(1), Duration.ZERO)) {
            var live = new LiveCalls();
            var lifetime = new Lifetime(live, () -> {}, pre, Duration.ofHours(1));
            var ended = new ArrayList<InterruptedException>();
            var ending = new Thread(() -> {
                try {
                    lifetime.end();
                } catch (InterruptedException failure) {
                    ended.add(failure);
                }
            });
            ending.start();
            ending.interrupt();
            ending.join(Duration.ofSeconds(10));

            assertThat(ending.isAlive()).isFalse();
            assertThat(ended).isEmpty();
            assertThat(live.open()).isFalse();
        }
    }
}
