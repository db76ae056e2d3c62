package dev.weir.directory;

/// Whether something is in use.
public enum Status {
    ACTIVE,
    INACTIVE
}
