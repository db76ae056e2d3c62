package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.time.Duration;
import java.util.Optional;

/// Looks after the time of one call: of each attempt the first byte and the silence between bytes, of all of them
/// together the total, and a client that takes nothing; and after the heartbeat that tells a client of a stream that
/// nobody has died while the model thinks.
///
/// Looks at the clock when its one timer goes off instead of setting a new timer for each piece, so a piece costs one
/// write to a field.
final class StreamDeadlines {

    /// How long each part may take.
    ///
    /// @param firstByte from the request to the provider's first byte
    /// @param idle between two pieces of the provider's answer, while the client is ready for them
    /// @param total of the call with all its attempts
    /// @param heartbeat how long a client of a stream hears nothing before it is told that all is well
    /// @param stall how long a client may leave what waits for it, once that is as much as may wait
    record Limits(Duration firstByte, Duration idle, Duration total, Duration heartbeat, Duration stall) {}

    /// Is told what has passed.
    interface Listener {
        /// A client of a stream has heard nothing for some time.
        void beat();

        /// The attempt takes too long.
        void late(Problem problem);

        /// The call does.
        void overdue(Problem problem);

        /// The client has taken nothing for too long.
        void stalled();
    }

    private final Timers timers;
    private final Limits limits;
    private final boolean heartbeats;
    private final Listener listener;
    private final long started;

    private long asked;
    private Optional<Duration> most = Optional.empty();
    private long lastFromProvider;
    private long lastToClient;
    private boolean asking;
    private boolean answered;
    private boolean paused;
    private long pausedAt;
    private Runnable cancel = () -> {};

    /// @param heartbeats whether the client can be sent some
    StreamDeadlines(Timers timers, Limits limits, boolean heartbeats, Listener listener) {
        this.timers = timers;
        this.limits = limits;
        this.heartbeats = heartbeats;
        this.listener = listener;
        this.started = timers.nanos();
        this.lastFromProvider = started;
        this.lastToClient = started;
    }

    void start() {
        arm();
    }

    /// An attempt begins.
    ///
    /// @param within how long it may take, if that is said: until its answer begins, and to its end if it does not
    ///     stream
    void asked(Optional<Duration> within) {
        asking = true;
        answered = false;
        asked = timers.nanos();
        lastFromProvider = asked;
        most = within;
        cancel.run();
        arm();
    }

    /// It brought nothing; until the next one nobody is waited for.
    void fell() {
        asking = false;
        paused = false;
    }

    /// Until the call has to be over.
    Duration left() {
        return Duration.ofNanos(started + limits.total().toNanos() - timers.nanos());
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
        if (paused) {
            next = Math.min(next, pausedAt + limits.stall().toNanos() - now);
        } else if (asking) {
            next = Math.min(next, lastFromProvider + silence().toNanos() - now);
            next = bounded() ? Math.min(next, asked + most.orElseThrow().toNanos() - now) : next;
        }
        if (heartbeats && !paused) {
            next = Math.min(next, lastToClient + limits.heartbeat().toNanos() - now);
        }
        cancel = timers.after(Duration.ofNanos(Math.max(next, 1_000_000)), this::wake);
    }

    private Duration silence() {
        return answered ? limits.idle() : limits.firstByte();
    }

    /// Whether the attempt's own limit is running.
    private boolean bounded() {
        return most.isPresent() && !(answered && heartbeats);
    }

    private void wake() {
        long now = timers.nanos();
        if (now - started >= limits.total().toNanos()) {
            listener.overdue(late("the whole answer took longer than " + limits.total()));
        } else if (paused && now - pausedAt >= limits.stall().toNanos()) {
            listener.stalled();
        } else if (asking
                && !paused
                && bounded()
                && now - asked >= most.orElseThrow().toNanos()) {
            arm();
            listener.late(late("the provider did not answer within " + most.orElseThrow()));
        } else if (asking && !paused && now - lastFromProvider >= silence().toNanos()) {
            arm();
            listener.late(late(
                    answered
                            ? "the provider was silent for longer than " + limits.idle()
                            : "the provider did not answer within " + limits.firstByte()));
        } else {
            if (heartbeats
                    && !paused
                    && now - lastToClient >= limits.heartbeat().toNanos()) {
                lastToClient = now;
                listener.beat();
            }
            arm();
        }
    }

    private static Problem late(String why) {
        return new Problem(Kind.UPSTREAM_TIMEOUT, why);
    }
}
