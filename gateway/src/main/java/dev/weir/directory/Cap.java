package dev.weir.directory;

/// What a document says of one limit, if it says anything.
public sealed interface Cap {

    record AtMost(long number) implements Cap {}

    /// There is none, also where there was one below.
    record None() implements Cap {}
}
