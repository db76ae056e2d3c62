package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.CallReport;
import dev.weir.call.Outcome;
import dev.weir.problem.Problem;
import dev.weir.wire.http.Headers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReportQueueTest {

    private final CallReport report = Reports.of(
            "red", "sonnet", 429, new Outcome.Refused(new Problem(Problem.Kind.RATE_LIMITED, "no")), Headers.NONE);

    @Test
    void neverHoldsUpWhoeverHandsItSomethingAndCountsWhatItLoses() throws InterruptedException {
        var stuck = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var worked = new AtomicInteger();
        var queue = new ReportQueue("test", _ -> {
            begun.countDown();
            awaits(stuck);
            worked.incrementAndGet();
        });
        queue.ended(report);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 70_000; i++) {
            queue.ended(report);
        }
        assertThat(queue.depth()).isEqualTo(65_536);
        assertThat(queue.lost()).isEqualTo(70_000 - 65_536);

        stuck.countDown();
        queue.close();
        assertThat(worked).hasValue(65_537);
    }

    @Test
    void goesOnAfterABug() {
        var worked = new AtomicInteger();
        var queue = new ReportQueue("test", _ -> {
            if (worked.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug, as this test wants it");
            }
        });

        queue.ended(report);
        queue.ended(report);
        queue.close();

        assertThat(worked).hasValue(2);
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
