package dev.weir.simulator.fault;

/// What goes wrong in the middle of a stream.
public sealed interface Midway extends Fault {

    Place after();

    /// The format's own error event comes, then the stream ends.
    ///
    /// @param type the error's type; empty for the usual one
    record ErrorEvent(Place after, String type, String message) implements Midway {}

    /// The connection is reset between two events.
    record Cut(Place after) implements Midway {}

    /// The connection is reset in the middle of an event.
    record HalfFrame(Place after) implements Midway {}

    /// The stream ends as if it were complete.
    record End(Place after) implements Midway {}

    /// Nothing more comes, until the client leaves.
    record Stall(Place after) implements Midway {}

    /// An event comes whose data is no JSON; the stream goes on.
    record Garbage(Place after) implements Midway {}

    /// One bit of an event is another. In an event stream of AWS its checksum is wrong then.
    ///
    /// @param prelude whether it is in the event's lengths, else in its end
    record Corrupt(Place after, boolean prelude) implements Midway {}

    /// An event comes whose type nobody knows; the stream goes on.
    record Unknown(Place after) implements Midway {}

    /// An event comes that so many spaces make longer; the stream goes on.
    record Giant(Place after, int bytes) implements Midway {}
}
