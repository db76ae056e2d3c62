package dev.weir.relay;

import java.time.Duration;

/// The clock and the alarm of one event loop.
public interface Timers {

    /// Monotonic; only differences mean something.
    long nanos();

    /// Runs it on the loop when that time has passed.
    ///
    /// @return takes it back
    Runnable after(Duration time, Runnable then);
}
