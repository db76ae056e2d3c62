package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.time.Duration;
import java.util.function.Consumer;

/// Looks after the time of one answer: the first byte, silence between bytes, the whole, a client that takes nothing;
/// and after the heartbeat that
/// tells a client of a stream that nobody has died while the model thinks.
///
/// Looks at the clock when its one timer goes off instead of setting a new timer for each piece, so a piece costs one
/// write to a field.
final class StreamDeadlines {

    /// How long each part may take.
    ///
    /// @param firstByte from the request to the provider's first byte
    /// @param idle between two pieces of the provider's answer, while the client is ready for them
    /// @param total of the whole answer
    /// @param heartbeat how long a client of a stream hears nothing before it is told that all is well
    /// @param stall how long a client may leave what waits for it, once that is as much as may wait
    record Limits(Duration firstByte, Duration idle, Duration total, Duration heartbeat, Duration stall) {}

    private final Timers timers;
    private final Limits limits;
    private final boolean heartbeats;
    private final Runnable beat;
    private final Consumer<Problem> late;
    private final Runnable stalled;
    private final long started;

    private long lastFromProvider;
    private long lastToClient;
    private boolean answered;
    private boolean paused;
    private long pausedAt;
    private Runnable cancel = () -> {};

    /// @param heartbeats whether the client can be sent some
    /// @param beat sends a heartbeat
    /// @param late is told once, when a deadline has passed
    /// @param stalled is run once, when the client has taken nothing for too long
    StreamDeadlines(
            Timers timers, Limits limits, boolean heartbeats, Runnable beat, Consumer<Problem> late, Runnable stalled) {
        this.timers = timers;
        this.limits = limits;
        this.heartbeats = heartbeats;
        this.beat = beat;
        this.late = late;
        this.stalled = stalled;
        this.started = timers.nanos();
        this.lastFromProvider = started;
        this.lastToClient = started;
    }

    void start() {
        arm();
    }

    /// The provider's headers are there.
    void answered() {
        answered = true;
        lastFromProvider = timers.nanos();
    }

    /// A piece has come from the provider.
    void received() {
        lastFromProvider = timers.nanos();
    }

    /// A piece has gone to the client.
    void sent() {
        lastToClient = lastFromProvider;
    }

    /// The client is not ready for more; the provider is not to blame for the silence that follows.
    void paused() {
        paused = true;
        pausedAt = timers.nanos();
        cancel.run();
        arm();
    }

    void resumed() {
        paused = false;
        lastFromProvider = timers.nanos();
    }

    void stop() {
        cancel.run();
    }

    private void arm() {
        long now = timers.nanos();
        long next = started + limits.total().toNanos() - now;
        next = Math.min(
                next,
                (paused
                                ? pausedAt + limits.stall().toNanos()
                                : lastFromProvider + silence().toNanos())
                        - now);
        if (heartbeats && !paused) {
            next = Math.min(next, lastToClient + limits.heartbeat().toNanos() - now);
        }
        cancel = timers.after(Duration.ofNanos(Math.max(next, 1_000_000)), this::wake);
    }

    private Duration silence() {
        return answered ? limits.idle() : limits.firstByte();
    }

    private void wake() {
        long now = timers.nanos();
        if (now - started >= limits.total().toNanos()) {
            late("the whole answer took longer than " + limits.total());
        } else if (paused && now - pausedAt >= limits.stall().toNanos()) {
            stalled.run();
        } else if (!paused && now - lastFromProvider >= silence().toNanos()) {
            late(
                    answered
                            ? "the provider was silent for longer than " + limits.idle()
                            : "the provider did not answer within " + limits.firstByte());
        } else {
            if (heartbeats
                    && !paused
                    && now - lastToClient >= limits.heartbeat().toNanos()) {
                lastToClient = now;
                beat.run();
            }
            arm();
        }
    }

    private void late(String why) {
        late.accept(new Problem(Kind.UPSTREAM_TIMEOUT, why));
    }
}
