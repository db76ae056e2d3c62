package dev.weir.app;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.LiveCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a gateway ends: it says that it is not ready, still takes calls while balancers notice, takes no more, lets
/// those that run finish, and tells the clients of the rest in their own format.
final class Lifetime {

    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final LiveCalls calls;
    private final Runnable leave;
    private final Duration pre;
    private final Duration max;

    /// @param leave tells clients that hold a connection to look for another
    /// @param pre how long calls are still taken after the gateway has said that it is not ready
    /// @param max how long running calls may take after that
    Lifetime(LiveCalls calls, Runnable leave, Duration pre, Duration max) {
        this.calls = calls;
        this.leave = leave;
        this.pre = pre;
        this.max = max;
    }

    /// Waits until the last call has ended, or has been ended. Whoever interrupts it is in a hurry: what runs is ended
    /// at once.
    void end() throws InterruptedException {
        LOG.atInfo().addKeyValue("running", calls.running()).log("draining");
        calls.leaving();
        leave.run();
        if (!over()) {
            calls.close();
            int left = calls.running();
            calls.cut(new Problem(Kind.GATEWAY_DRAINING, "the gateway is shutting down and cannot wait any longer"));
            calls.awaitNone(LAST_WORDS);
            LOG.atWarn().addKeyValue("cut", left).log("calls that took too long were ended");
        }
        LOG.atInfo().log("drained");
    }

    /// Takes calls for a while and then waits for those that run.
    ///
    /// @return whether none is left
    private boolean over() {
        try {
            TimeUnit.NANOSECONDS.sleep(pre.toNanos());
            calls.close();
            return calls.awaitNone(max);
        } catch (InterruptedException hurry) {
            LOG.atWarn().addKeyValue("running", calls.running()).log("in a hurry: running calls are ended");
            return false;
        }
    }
}
