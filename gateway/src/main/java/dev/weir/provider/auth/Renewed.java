package dev.weir.provider.auth;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Something that lapses, renewed before it does.
///
/// However many ask, one fetch is under way at a time. Once a quarter of its life is left (at most five minutes) the
/// next who asks starts a fetch and is still given the old one, so nobody waits but those who ask when there is none
/// yet. A fetch that fails is not tried again at once: after one second, then two, up to a minute; until then those who
/// find nothing good are told the last failure. Shared by all threads; nothing here waits.
public final class Renewed<T> {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int LONGEST_PAUSE_DOUBLINGS = 6;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration EARLIEST = Duration.ofMinutes(5);

    /// How often a value that is still good may be fetched anew because somebody was refused with it.
    private static final Duration BETWEEN_DOUBTS = Duration.ofSeconds(30);

    private record Held<T>(T value, Instant lapses, Instant renew) {

        static <T> Held<T> of(Lapsing<T> fetched, Instant now) {
            if (fetched.lapses().equals(Instant.MAX)) {
                return new Held<>(fetched.value(), Instant.MAX, Instant.MAX);
            }
            Duration quarter = Duration.between(now, fetched.lapses()).dividedBy(4);
            Duration early = quarter.compareTo(EARLIEST) < 0 ? quarter : EARLIEST;
            return new Held<>(
                    fetched.value(), fetched.lapses(), fetched.lapses().minus(early));
        }
    }

    private final Source<T> source;
    private final InstantSource clock;
    private final Executor fetching;
    private final Consumer<Throwable> failed;

    private volatile @Nullable Held<T> held;

    // guarded by this
    private @Nullable CompletableFuture<T> underWay;
    private @Nullable Throwable lastFailure;
    private Instant notBefore = Instant.MIN;
    private Instant noDoubtBefore = Instant.MIN;
    private int failures;

    /// @param fetching where a fetch may wait
    /// @param failed is told why a fetch failed
    public Renewed(Source<T> source, InstantSource clock, Executor fetching, Consumer<Throwable> failed) {
        this.source = source;
        this.clock = clock;
        this.fetching = fetching;
        this.failed = failed;
    }

    /// What is good now.
    public Optional<T> atHand() {
        Held<T> now = held;
        if (now == null) {
            return Optional.empty();
        }
        Instant time = clock.instant();
        if (!time.isBefore(now.renew())) {
            start(time);
        }
        return time.isBefore(now.lapses()) ? Optional.of(now.value()) : Optional.empty();
    }

    /// What is good, as soon as there is something.
    public CompletionStage<T> get() {
        Optional<T> good = atHand();
        return good.isPresent() ? CompletableFuture.completedStage(good.get()) : start(clock.instant());
    }

    /// Somebody was refused with this one. If it is the one that is held, it is let go, and the next who asks starts a
    /// fetch.
    ///
    /// @return whether there is, or will be, another one
    public synchronized boolean doubt(T used) {
        Held<T> now = held;
        if (now == null || !now.value().equals(used)) {
            return true;
        }
        Instant time = clock.instant();
        if (time.isBefore(noDoubtBefore)) {
            return false;
        }
        noDoubtBefore = time.plus(BETWEEN_DOUBTS);
        held = null;
        return true;
    }

    /// The fetch that is under way, or a new one, or the last failure while it is too early for a new one.
    private CompletionStage<T> start(Instant now) {
        CompletableFuture<T> fetch;
        synchronized (this) {
            if (underWay != null) {
                return underWay;
            }
            Throwable last = lastFailure;
            if (last != null && now.isBefore(notBefore)) {
                return CompletableFuture.failedStage(last);
            }
            fetch = new CompletableFuture<>();
            underWay = fetch;
        }
        try {
            fetching.execute(() -> fetch(fetch));
        } catch (RuntimeException refused) {
            settle(fetch, null, refused);
        }
        return fetch;
    }

    private void fetch(CompletableFuture<T> fetch) {
        try {
            Lapsing<T> fetched = source.fetch();
            if (!clock.instant().isBefore(fetched.lapses())) {
                throw new IOException("what was fetched has lapsed already, at " + fetched.lapses());
            }
            settle(fetch, fetched, null);
        } catch (Throwable failure) {
            settle(fetch, null, failure);
            if (failure instanceof VirtualMachineError error) {
                throw error;
            }
        }
    }

    private void settle(CompletableFuture<T> fetch, @Nullable Lapsing<T> fetched, @Nullable Throwable failure) {
        synchronized (this) {
            underWay = null;
            if (fetched != null) {
                held = Held.of(fetched, clock.instant());
                failures = 0;
                lastFailure = null;
            } else {
                notBefore = clock.instant().plus(pause(failures++));
                lastFailure = failure;
            }
        }
        if (fetched != null) {
            fetch.complete(fetched.value());
        } else if (failure != null) {
            failed.accept(failure);
            fetch.completeExceptionally(failure);
        }
    }

    private static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, LONGEST_PAUSE_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
