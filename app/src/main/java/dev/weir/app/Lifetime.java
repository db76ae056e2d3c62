package dev.weir.app;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.LiveCalls;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a gateway ends: it says that it is not ready, still takes calls while balancers notice, takes no more, lets
/// those
/// that run finish, and tells the clients of the rest in their own format.
final class Lifetime {

    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final LiveCalls calls;
    private final Duration pre;
    private final Duration max;
    private final CountDownLatch hurry = new CountDownLatch(1);

    /// @param pre how long calls are still taken after the gateway has said that it is not ready
    /// @param max how long running calls may take after that
    Lifetime(LiveCalls calls, Duration pre, Duration max) {
        this.calls = calls;
        this.pre = pre;
        this.max = max;
    }

    /// Waits until the last call has ended, or has been ended.
    void end() throws InterruptedException {
        LOG.atInfo().addKeyValue("running", calls.running()).log("draining");
        calls.leaving();
        if (!hurry.await(pre.toMillis(), TimeUnit.MILLISECONDS)) {
            calls.close();
            waitForCalls(max);
        }
        calls.close();
        int left = calls.running();
        if (left > 0) {
            calls.cut(new Problem(
                    Kind.GATEWAY_DRAINING, "the gateway is shutting down, and the answer took longer than " + max));
            waitForCalls(LAST_WORDS);
        }
        LOG.atInfo().addKeyValue("cut", left).log("drained");
    }

    /// Waits no longer than the last words take.
    void hurry() {
        hurry.countDown();
    }

    private void waitForCalls(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        while (calls.running() > 0 && System.nanoTime() < until) {
            if (hurry.await(LOOK.toMillis(), TimeUnit.MILLISECONDS) && time.equals(max)) {
                return;
            }
        }
    }
}
