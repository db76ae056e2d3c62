package dev.weir.config;

/// What becomes of a provider's answer that its client does not want any more.
public enum Leaving {
    /// The connection is closed; the provider stops.
    CANCEL,
    /// The rest is read, for half a minute at most, because the provider takes its money for the whole answer anyway.
    DRAIN
}
