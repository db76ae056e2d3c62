package dev.weir.simulator.format;

/// An event of a stream.
///
/// @param name what stands in its `event:` line; empty if it has none
/// @param generated how many bytes of the answer have been generated when it leaves
public record Event(String name, String data, Role role, long generated) {

    /// What it is to somebody who reads for the end, the content or the usage.
    public enum Role {
        OPENING,
        CONTENT,
        TERMINAL,
        OTHER
    }
}
