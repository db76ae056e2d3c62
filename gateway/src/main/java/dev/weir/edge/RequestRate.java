package dev.weir.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How often something may be done from one address: in any window of that length, at most so often. What is refused
/// does not count.
///
/// The window is counted in slices, so it is exact to the length of one slice, on the safe side. Shared by all event
/// loops.
public final class RequestRate {

    private static final int SLICES = 30;
    private static final int MOST_ADDRESSES = 100_000;

    private final int most;
    private final long slice;
    private final LongSupplier nanos;
    private final long began;
    private final Cache<InetAddress, Counter> counters;

    /// @param nanos a monotonic clock
    public RequestRate(int most, Duration window, LongSupplier nanos) {
        this.most = most;
        this.slice = Math.max(1, window.toNanos() / SLICES);
        this.nanos = nanos;
        this.began = nanos.getAsLong();
        this.counters = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MOST_ADDRESSES)
                .expireAfterAccess(window.multipliedBy(2))
                .build();
    }

    /// Counts one more.
    ///
    /// @return how long to wait instead, if there were too many
    public Optional<Duration> take(InetAddress address) {
        long now = (nanos.getAsLong() - began) / slice;
        return counters.get(address, _ -> new Counter()).take(now);
    }

    /// What one address did in each slice of the window, and in the one before that has only partly passed.
    private final class Counter {

        private final int[] counts = new int[SLICES + 1];
        private long latest;
        private int sum;

        synchronized Optional<Duration> take(long now) {
            forget(now);
            if (sum >= most) {
                return Optional.of(Duration.ofNanos(slice * untilOneIsForgotten(now)));
            }
            counts[at(now)]++;
            sum++;
            return Optional.empty();
        }

        private void forget(long now) {
            long oldest = Math.max(latest + 1, now - SLICES);
            for (long passed = oldest; passed <= now; passed++) {
                sum -= counts[at(passed)];
                counts[at(passed)] = 0;
            }
            latest = Math.max(latest, now);
        }

        private long untilOneIsForgotten(long now) {
            for (long back = SLICES; back > 0; back--) {
                if (counts[at(Math.max(0, now - back))] > 0 && now - back >= 0) {
                    return SLICES + 1 - back;
                }
            }
            return SLICES + 1;
        }

        private static int at(long number) {
            return (int) (number % (SLICES + 1));
        }
    }
}
