package dev.weir.simulator;

import dev.weir.simulator.meter.Billing;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/// What is to be played to a client. Whoever plays it tells [#billing] how it goes.
public sealed interface SimulatorAnswer {

    Billing billing();

    /// @param delay how long it takes until anything is sent
    record Whole(HttpResponse response, Duration delay, Billing billing) implements SimulatorAnswer {}

    /// The headers leave at once when `delay` is over, then the steps one by one, each with all its bytes, then the
    /// ending. If the headers name a `content-length`, there may be fewer bytes.
    record Streamed(int status, Headers headers, Duration delay, List<Step> steps, Ending ending, Billing billing)
            implements SimulatorAnswer {

        public Streamed {
            steps = List.copyOf(steps);
        }
    }

    /// No answer at all, not even a status.
    ///
    /// @param ending a reset or a stall
    record Unanswered(Ending ending, Billing billing) implements SimulatorAnswer {}
}
