package dev.weir.simulator;

import dev.weir.simulator.format.Event;
import dev.weir.wire.http.Headers;

/// How events become bytes.
interface Framing {

    /// What says so in an answer's head.
    Headers headers();

    byte[] frame(Event event);
}
