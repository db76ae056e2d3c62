package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Routing.Breaker;
import dev.weir.route.CircuitBreaker.Admission;
import dev.weir.route.CircuitBreaker.Closed;
import dev.weir.route.CircuitBreaker.HalfOpen;
import dev.weir.route.CircuitBreaker.Open;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private static final Breaker RULE =
            new Breaker(5, 50, 20, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(5));

    private long now = Duration.ofHours(1).toNanos();
    private CircuitBreaker breaker = CircuitBreaker.fresh();

    @Test
    void r_out_1_opensAfterFiveFailuresInARowAndForLongerEachTime() {
        for (int times = 1; times <= 12; times++) {
            int wanted = times == 1 ? 5 : 1;
            for (int i = 0; i < wanted; i++) {
                assertThat(admitted()).isTrue();
                breaker = breaker.failed(now, RULE);
            }
            assertThat(breaker).isInstanceOf(Open.class);
            Duration rest = Duration.ofSeconds(Math.min(30L * times, 300));
            pass(rest.minusMillis(1));
            assertThat(admitted()).as("out for the %d. time", times).isFalse();
            pass(Duration.ofMillis(1));
        }
    }

    @Test
    void r_out_1_opensWhenHalfOfTwentyFailWithinThirtySeconds() {
        for (int i = 0; i < 19; i++) {
            breaker = i % 2 == 0 ? breaker.failed(now, RULE) : breaker.succeeded(now, RULE);
        }
        assertThat(breaker).isInstanceOf(Closed.class);
        breaker = breaker.failed(now, RULE);

        assertThat(breaker).isInstanceOf(Open.class);
    }

    @Test
    void r_out_1_forgetsWhatIsLongerAgo() {
        for (int i = 0; i < 40; i++) {
            breaker = i % 2 == 0 ? breaker.failed(now, RULE) : breaker.succeeded(now, RULE);
            pass(Duration.ofSeconds(4));
        }

        assertThat(breaker).isInstanceOf(Closed.class);
    }

    @Test
    void r_cb_1_letsOneCallTryAndClosesWhenThatWorks() {
        open();
        pass(Duration.ofSeconds(30));

        assertThat(admitted()).isTrue();
        assertThat(breaker).isInstanceOf(HalfOpen.class);
        assertThat(admitted()).isFalse();
        breaker = breaker.succeeded(now, RULE);

        assertThat(breaker).isInstanceOf(Closed.class);
        assertThat(admitted()).isTrue();
    }

    @Test
    void r_cb_1_givesTheTryToTheNextWhenNothingCameOfIt() {
        open();
        pass(Duration.ofSeconds(30));
        assertThat(admitted()).isTrue();

        breaker = breaker.abandoned(now);

        assertThat(admitted()).isTrue();
    }

    @Test
    void forgetsThatItWasOutWhenItHasWorkedForFiveMinutes() {
        open();
        pass(Duration.ofSeconds(30));
        admitted();
        breaker = breaker.succeeded(now, RULE);
        pass(Duration.ofMinutes(5));
        open();

        assertThat(((Open) breaker).until() - now)
                .isEqualTo(Duration.ofSeconds(30).toNanos());
    }

    /// What the breaker is said to be, told in the plainest way: every event with its time in a list.
    private static final class Model {
        private record Event(long at, boolean good) {}

        private final Deque<Event> events = new ArrayDeque<>();
        private int inARow;
        private int times;
        private long outUntil = Long.MIN_VALUE;
        private boolean out;
        private boolean trying;
        private long closedSince = 0;

        boolean admit(long now) {
            if (!out) {
                return true;
            }
            if (now < outUntil || trying) {
                return false;
            }
            trying = true;
            return true;
        }

        void ended(long now, boolean good) {
            if (out && !trying) {
                return;
            }
            if (trying) {
                trying = false;
                if (good) {
                    out = false;
                    events.clear();
                    events.add(new Event(now, true));
                    inARow = 0;
                    closedSince = now;
                } else {
                    goOut(now);
                }
                return;
            }
            events.add(new Event(now, good));
            inARow = good ? 0 : inARow + 1;
            if (now - closedSince >= RULE.longestCoolDown().toNanos()) {
                times = 0;
            }
            long half = RULE.window().toNanos() / 2;
            events.removeIf(event -> Math.floorDiv(event.at(), half) < Math.floorDiv(now, half) - 1);
            long bad = events.stream().filter(event -> !event.good()).count();
            if (!good
                    && (inARow >= RULE.failures() || (events.size() >= RULE.requests() && 2 * bad >= events.size()))) {
                goOut(now);
            }
        }

        private void goOut(long now) {
            times++;
            out = true;
            outUntil = now
                    + Math.min(
                            times * RULE.coolDown().toNanos(),
                            RULE.longestCoolDown().toNanos());
        }
    }

    @Test
    void r_out_1_behavesAsItsModelOnEveryPathThatChanceTakes() {
        for (int seed = 0; seed < 400; seed++) {
            var random = new Random(seed);
            var model = new Model();
            breaker = CircuitBreaker.fresh();
            now = 0;
            double health = random.nextDouble();
            for (int step = 0; step < 400; step++) {
                pass(Duration.ofMillis(random.nextInt(8) == 0 ? random.nextInt(60_000) : random.nextInt(1_500)));
                if (random.nextInt(50) == 0) {
                    health = random.nextDouble();
                }
                boolean wanted = model.admit(now);
                boolean got = admitted();
                assertThat(got).as("seed %d, step %d", seed, step).isEqualTo(wanted);
                if (got) {
                    boolean good = random.nextDouble() < health;
                    model.ended(now, good);
                    breaker = good ? breaker.succeeded(now, RULE) : breaker.failed(now, RULE);
                }
            }
        }
    }

    private void open() {
        for (int i = 0; i < 5; i++) {
            breaker = breaker.failed(now, RULE);
        }
    }

    private boolean admitted() {
        Admission admission = breaker.admit(now, RULE);
        breaker = admission.next();
        return admission.admitted();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
