package dev.weir.adapters.parquet;

/// The process is gone, as far as a test is concerned.
final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;
}
