package dev.weir.relay;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether one event loop keeps up with its work, measured by how late its own alarm is.
///
/// A loop that is late now and then (a collection, a burst) is fine. One whose alarm was never on time for a second has
/// more work than it can do: from then on a growing share of new calls is refused, until it is on time again. How long
/// providers take plays no part in it.
final class LoopPressure {

    private static final Logger LOG = LoggerFactory.getLogger(LoopPressure.class);

    static final Duration TICK = Duration.ofMillis(50);
    static final Duration LATE = Duration.ofMillis(250);
    private static final long WINDOW = Duration.ofSeconds(1).toNanos();
    private static final double MORE = 0.3;
    private static final double LESS = 0.1;
    private static final double MOST = 0.9;

    private final Timers timers;
    private long windowBegan;
    private long leastLate = Long.MAX_VALUE;
    private double refused;
    private double owed;

    LoopPressure(Timers timers) {
        this.timers = timers;
    }

    void start() {
        windowBegan = timers.nanos();
        arm();
    }

    /// Whether a new call is to be refused: of ten, as many as the share says, evenly spread.
    boolean refuses() {
        owed += refused;
        if (owed < 1) {
            return false;
        }
        owed -= 1;
        return true;
    }

    /// The share of new calls that is refused, from 0 to 1.
    double share() {
        return refused;
    }

    private void arm() {
        long due = timers.nanos() + TICK.toNanos();
        timers.after(TICK, () -> {
            rang(timers.nanos() - due);
            arm();
        });
    }

    private void rang(long late) {
        leastLate = Math.min(leastLate, late);
        long now = timers.nanos();
        if (now - windowBegan < WINDOW) {
            return;
        }
        boolean behind = leastLate > LATE.toNanos();
        double before = refused;
        owed = behind ? owed : 0;
        refused = behind ? Math.min(MOST, refused + MORE) : Math.max(0, refused - LESS);
        if (before == 0 != (refused == 0)) {
            LOG.atWarn()
                    .addKeyValue("late_ms", leastLate / 1_000_000)
                    .log(
                            behind
                                    ? "an event loop cannot keep up; new calls are refused"
                                    : "the event loop keeps up again");
        }
        windowBegan = now;
        leastLate = Long.MAX_VALUE;
    }
}
