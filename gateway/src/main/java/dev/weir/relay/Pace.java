package dev.weir.relay;

import java.time.Duration;

/// Watches that a body keeps coming: after a time of grace so many bytes in every second on average, or it is too slow.
///
/// Looks at what has come when its alarm goes off, so a piece costs one addition.
public final class Pace {

    /// @param rate bytes in a second
    /// @param grace how long a body may be slower
    public record Least(long rate, Duration grace) {}

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Timers timers;
    private final Least least;
    private final Runnable late;
    private final long began;
    private long received;
    private Runnable cancel = () -> {};

    /// @param late is run once, when the body is too slow
    public Pace(Timers timers, Least least, Runnable late) {
        this.timers = timers;
        this.least = least;
        this.late = late;
        this.began = timers.nanos();
    }

    public void start() {
        cancel = timers.after(least.grace(), this::look);
    }

    public void received(int bytes) {
        received += bytes;
    }

    public void stop() {
        cancel.run();
    }

    private void look() {
        double seconds = (timers.nanos() - began - least.grace().toNanos()) / 1e9;
        if (received < least.rate() * seconds || received == 0) {
            late.run();
        } else {
            cancel = timers.after(BETWEEN_LOOKS, this::look);
        }
    }
}
