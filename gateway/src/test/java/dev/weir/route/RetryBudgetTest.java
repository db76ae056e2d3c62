package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private long now;
    private final RetryBudget budget = new RetryBudget(() -> now);

    @Test
    void r_retry_1_allowsAFifthOfTheCallsAndAlwaysThree() {
        assertThat(taken(10)).isEqualTo(3);
        for (int i = 0; i < 100; i++) {
            budget.called();
        }

        assertThat(taken(100)).isEqualTo(17);
    }

    @Test
    void r_retry_1_forgetsWhatIsTenSecondsAgo() {
        taken(10);
        now += Duration.ofSeconds(10).toNanos();

        assertThat(taken(10)).isEqualTo(3);
    }

    @Test
    void r_retry_1_allowsNoneWhereThatIsSaid() {
        assertThat(budget.take(0)).isFalse();
    }

    private int taken(int wanted) {
        int got = 0;
        for (int i = 0; i < wanted; i++) {
            got += budget.take(20) ? 1 : 0;
        }
        return got;
    }
}
