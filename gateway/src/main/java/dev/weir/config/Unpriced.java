package dev.weir.config;

/// What becomes of calls to models whose price nobody knows. Callers with a budget of money are refused in any case.
public enum Unpriced {
    /// They go through, and every answer and record says that the price is not known.
    FLAG,
    /// They are refused.
    REFUSE
}
