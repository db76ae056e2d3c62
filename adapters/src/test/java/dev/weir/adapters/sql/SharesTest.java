package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.LeasedRateLimiter;
import dev.weir.store.RateLimiter.Answer;
import dev.weir.store.RateLimiter.Bucket;
import dev.weir.store.RateLimiter.Draw;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits that three gateways share through one PostgreSQL.
class SharesTest {

    private final Postgres.Address address = PostgresServer.shared().database();
    private final List<Postgres> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        opened.forEach(Postgres::close);
    }

    private LeasedRateLimiter gateway(String name) {
        var postgres = new Postgres(address);
        opened.add(postgres);
        return new LeasedRateLimiter(new SqlShares(postgres), name, System::nanoTime);
    }

    private List<LeasedRateLimiter> three() {
        List<LeasedRateLimiter> all = List.of(gateway("a"), gateway("b"), gateway("c"));
        for (int i = 0; i < 2; i++) {
            all.forEach(LeasedRateLimiter::renew);
        }
        return all;
    }

    private static boolean taken(LeasedRateLimiter limiter, Draw draw) {
        return limiter.takeAtOnce(List.of(draw)).orElseGet(() -> limiter.take(List.of(draw))) instanceof Answer.Taken;
    }

    /// What all of them get when each wants one after the other as fast as it can.
    private List<Long> stampede(List<LeasedRateLimiter> gateways, Draw draw, int each) throws InterruptedException {
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        var done = new CountDownLatch(gateways.size() * 4);
        for (LeasedRateLimiter one : gateways) {
            for (int t = 0; t < 4; t++) {
                threads.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        if (taken(one, draw)) {
                            times.add(System.nanoTime());
                        }
                    }
                    done.countDown();
                });
            }
        }
        done.await();
        return times.stream().sorted().toList();
    }

    @Test
    void givesAllGatewaysTogetherNoMoreThanTheBurstAndWhatFlowsIn() throws Exception {
        for (long perMinute : List.of(20L, 600L, 12_000L)) {
            long burst = Math.max(5, perMinute / 6);
            var draw = new Draw(new Bucket.Flow("requests " + perMinute, burst, perMinute), 1);

            List<Long> times = stampede(three(), draw, 100);

            assertThat(times).isNotEmpty();
            for (int from = 0; from < times.size(); from++) {
                for (int to = from; to < times.size(); to++) {
                    // A tenth of a second is what lies between taking and looking at the clock.
                    double seconds = (times.get(to) - times.get(from)) / 1e9 + 0.1;
                    assertThat(to - from + 1.0).isLessThanOrEqualTo(burst + perMinute / 60.0 * seconds + 1);
                }
            }
        }
    }

    @Test
    void givesOfATotalNoMoreThanThereIsAndAllOfItWithinAGatewaysShare() throws Exception {
        var draw = new Draw(new Bucket.Total("tokens of a day", 300), 1);

        List<Long> times = stampede(three(), draw, 100);

        assertThat(times.size()).isBetween(290, 300);
    }

    @Test
    void letsNoMoreRunAtOnceThanThereAreSlots() throws Exception {
        var draw = new Draw(new Bucket.Slots("calls", 10), 1);
        List<LeasedRateLimiter> gateways = three();
        var running = new AtomicLong();
        List<Long> most = Collections.synchronizedList(new ArrayList<>());
        var done = new CountDownLatch(12);
        for (int t = 0; t < 12; t++) {
            LeasedRateLimiter one = gateways.get(t % 3);
            threads.execute(() -> {
                for (int i = 0; i < 50; i++) {
                    if (taken(one, draw)) {
                        most.add(running.incrementAndGet());
                        Thread.onSpinWait();
                        running.decrementAndGet();
                        one.settle(List.of(draw), List.of(0L));
                    }
                    if (i % 10 == 0) {
                        one.renew();
                    }
                }
                done.countDown();
            });
        }
        done.await();

        assertThat(most).isNotEmpty().allMatch(count -> count <= 10);
        gateways.forEach(LeasedRateLimiter::renew);
        for (int i = 0; i < 10; i++) {
            assertThat(taken(gateways.getFirst(), draw)).isTrue();
        }
        assertThat(taken(gateways.get(1), draw)).isFalse();
    }

    @Test
    void countsForItselfWithItsPartWhileNobodyCanBeAsked() {
        PostgresServer server = PostgresServer.ofItsOwn();
        try (var postgres = new Postgres(server.database())) {
            var limiter = new LeasedRateLimiter(new SqlShares(postgres), "a", System::nanoTime);
            var draw = new Draw(new Bucket.Flow("requests", 5, 1), 1);
            limiter.renew();
            server.stop();

            var answers = new ArrayList<Answer>();
            for (int i = 0; i < 7; i++) {
                answers.add(limiter.take(List.of(draw)));
            }

            assertThat(answers.subList(0, 5)).containsOnly(new Answer.Taken(true));
            assertThat(answers.get(6)).isInstanceOf(Answer.Lacking.class);
        }
    }

    @Test
    void settlesToWhatItWas(@TempDir Path folder) {
        try (var sqlite = new Sqlite(folder)) {
            var one = new LeasedRateLimiter(new SqlShares(sqlite), "a", System::nanoTime);
            var other = new LeasedRateLimiter(new SqlShares(sqlite), "b", System::nanoTime);
            var bucket = new Bucket.Total("tokens", 1_000);
            assertThat(taken(one, new Draw(bucket, 900))).isTrue();
            assertThat(taken(other, new Draw(bucket, 500))).isFalse();

            one.settle(List.of(new Draw(bucket, 900)), List.of(100L));
            one.renew();

            assertThat(taken(other, new Draw(bucket, 500))).isTrue();
        }
    }
}
