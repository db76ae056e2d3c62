package dev.weir.provider.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RenewedTest {

    private static final Duration LIFE = Duration.ofHours(1);

    private volatile Instant now = Instant.parse("2026-11-01T00:00:00Z");
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int fetches;
    private boolean fails;

    private final Renewed<String> renewed = new Renewed<>(this::fetch, () -> now, waiting::add, failures::add);

    private Lapsing<String> fetch() throws IOException {
        fetches++;
        if (fails) {
            throw new IOException("nobody there " + fetches);
        }
        return new Lapsing<>("token " + fetches, now.plus(LIFE));
    }

    @Test
    void fetchesWhenTheFirstAsksAndNotBefore() {
        assertThat(renewed.atHand()).isEmpty();
        assertThat(waiting).isEmpty();

        CompletionStage<String> first = renewed.get();
        CompletionStage<String> second = renewed.get();
        assertThat(waiting).hasSize(1);
        runAll();

        assertThat(value(first)).isEqualTo("token 1");
        assertThat(value(second)).isEqualTo("token 1");
        assertThat(renewed.atHand()).contains("token 1");
        assertThat(fetches).isEqualTo(1);
    }

    @Test
    void renewsAheadWhileTheOldOneIsGivenOut() {
        fetched();

        now = now.plus(LIFE).minus(Duration.ofMinutes(5)).minusSeconds(1);
        assertThat(renewed.atHand()).contains("token 1");
        assertThat(waiting).isEmpty();

        now = now.plusSeconds(1);
        assertThat(renewed.atHand()).contains("token 1");
        assertThat(value(renewed.get())).isEqualTo("token 1");
        assertThat(waiting).hasSize(1);
        runAll();
        assertThat(renewed.atHand()).contains("token 2");
    }

    @Test
    void keepsWhatIsGoodWhileFetchingFails() {
        fetched();
        fails = true;

        now = now.plus(LIFE).minusSeconds(1);
        assertThat(renewed.atHand()).contains("token 1");
        runAll();
        assertThat(renewed.atHand()).contains("token 1");
        assertThat(failures).hasSize(1);

        now = now.plusSeconds(1);
        assertThat(renewed.atHand()).isEmpty();
    }

    @Test
    void triesAgainLaterAndLaterAndTellsTheFailureUntilThen() {
        fails = true;
        CompletionStage<String> first = renewed.get();
        runAll();
        assertFails(first, "nobody there 1");

        for (int seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            int before = fetches;
            now = now.plusSeconds(seconds).minusMillis(1);
            assertFails(renewed.get(), "nobody there " + before);
            assertThat(waiting).isEmpty();
            now = now.plusMillis(1);
            assertFails(renewed.get(), "nobody there");
            assertThat(fetches).isEqualTo(before + 1);
        }

        fails = false;
        now = now.plusSeconds(60);
        CompletionStage<String> good = renewed.get();
        runAll();
        assertThat(value(good)).startsWith("token");
    }

    @Test
    void fetchesAnewWhatWasRefusedButNotAgainAndAgain() {
        fetched();

        assertThat(renewed.doubt("token 1")).isTrue();
        assertThat(renewed.atHand()).isEmpty();
        CompletionStage<String> fresh = renewed.get();
        runAll();
        assertThat(value(fresh)).isEqualTo("token 2");
        assertThat(renewed.doubt("token 1")).as("another call has seen to it").isTrue();
        assertThat(renewed.doubt("token 2")).isFalse();
        assertThat(renewed.atHand()).contains("token 2");
        now = now.plusSeconds(30);
        assertThat(renewed.doubt("token 2")).isTrue();
    }

    @Test
    void survivesWhatAFetchThrowsAndWhatHasLapsedAlready() {
        var broken = new Renewed<String>(
                () -> {
                    throw new IllegalStateException("a bug");
                },
                () -> now,
                Runnable::run,
                failures::add);
        assertFails(broken.get(), "a bug");

        var late = new Renewed<>(() -> new Lapsing<>("old", now), () -> now, Runnable::run, failures::add);
        assertFails(late.get(), "what was fetched has lapsed already, at " + now);
        assertThat(failures).hasSize(2);
    }

    @Test
    void neverRenewsWhatNeverLapses() {
        var forever = new Renewed<>(() -> Lapsing.never("key"), () -> now, waiting::add, failures::add);
        CompletionStage<String> first = forever.get();
        runAll();
        now = now.plus(Duration.ofDays(10_000));

        assertThat(value(first)).isEqualTo("key");
        assertThat(forever.atHand()).contains("key");
        assertThat(waiting).isEmpty();
    }

    /// Real threads: each takes one thousand tokens while the tokens lapse under their hands, as every look at the
    /// clock moves it on.
    @Test
    void underLoadNoCallFailsAndOneFetchRunsAtATime() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var all = new AtomicInteger();
        var begin = new CountDownLatch(1);
        var millis = new AtomicLong();
        InstantSource moving = () -> Instant.ofEpochMilli(millis.addAndGet(10));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Source<String> slow = () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                var fetched = new Lapsing<>(
                        "token " + all.incrementAndGet(), moving.instant().plusSeconds(60));
                running.decrementAndGet();
                return fetched;
            };
            var shared = new Renewed<>(slow, moving, threads, failures::add);
            var callers = new ArrayList<Future<?>>();
            for (int i = 0; i < 64; i++) {
                callers.add(threads.submit(() -> {
                    begin.await();
                    for (int call = 0; call < 1_000; call++) {
                        assertThat(shared.get().toCompletableFuture().get(10, TimeUnit.SECONDS))
                                .startsWith("token");
                    }
                    return null;
                }));
            }
            begin.countDown();
            for (Future<?> caller : callers) {
                caller.get(10, TimeUnit.SECONDS);
            }
        }
        assertThat(most).hasValue(1);
        assertThat(all.get()).isGreaterThan(5);
        assertThat(failures).isEmpty();
    }

    private void fetched() {
        CompletionStage<String> first = renewed.get();
        runAll();
        assertThat(value(first)).isEqualTo("token 1");
    }

    private void runAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private static String value(CompletionStage<String> stage) {
        CompletableFuture<String> future = stage.toCompletableFuture();
        assertThat(future).isCompleted();
        return future.join();
    }

    private void assertFails(CompletionStage<String> stage, String message) {
        runAll();
        assertThatThrownBy(() -> stage.toCompletableFuture().get(10, TimeUnit.SECONDS))
                .satisfies(failure -> assertThat(failure).hasMessageContaining(message));
    }
}
