package dev.weir.app;

import dev.weir.adapters.sql.Database;
import dev.weir.adapters.sql.Postgres;
import dev.weir.adapters.sql.SqlShares;
import dev.weir.store.LeasedRateLimiter;
import dev.weir.store.MemoryRateLimiter;
import dev.weir.store.RateLimiter;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What counts the limits: in this process for one gateway, by shares where gateways share a database, with a thread
/// that renews them.
final class Limiter {

    private static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(2);

    private final RateLimiter limiter;
    private final Runnable renew;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Limiter(RateLimiter limiter, Runnable renew) {
        this.limiter = limiter;
        this.renew = renew;
    }

    static Limiter of(OpenStore store) {
        for (Database database : store.database().stream().toList()) {
            if (database instanceof Postgres) {
                var leased = new LeasedRateLimiter(
                        new SqlShares(database), UUID.randomUUID().toString(), System::nanoTime);
                return new Limiter(leased, leased::renew);
            }
        }
        return new Limiter(new MemoryRateLimiter(System::nanoTime), () -> {});
    }

    RateLimiter limiter() {
        return limiter;
    }

    /// Renews once and then again and again.
    void start() {
        renew.run();
        Thread.ofPlatform().name("limits").daemon().start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(BETWEEN_RENEWALS.toMillis(), TimeUnit.MILLISECONDS)) {
                renew.run();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        closed.countDown();
        renew.run(); // gives back what is owed
    }
}
