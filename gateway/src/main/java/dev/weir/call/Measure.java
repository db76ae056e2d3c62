package dev.weir.call;

/// What is counted of calls.
public enum Measure {
    REQUESTS_PER_MINUTE,
    TOKENS_PER_MINUTE,
    TOKENS_PER_DAY,
    CONCURRENT_CALLS
}
