package dev.weir.simulator.fault;

/// Where in a stream something happens.
public sealed interface Place {

    /// After so many events.
    record Events(int count) implements Place {}

    /// After the first event with content.
    record Content() implements Place {}
}
