package dev.weir.simulator.fault;

/// Streams that are odd all through. The first four are legal.
public enum Oddity implements Fault {
    /// Lines end with CRLF.
    CRLF,
    /// There is no space after the colon.
    NO_SPACE,
    /// There is a comment line before every event.
    COMMENTS,
    /// There is a ping before the first event.
    PING_FIRST,
    /// There are no `event:` lines.
    NO_EVENT,
    /// Nothing says how many tokens were used.
    NO_USAGE,
    /// The closing event is missing.
    NO_TERMINAL
}
