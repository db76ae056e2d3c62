package dev.weir.store;

/// The store did not do what it was asked to, and nobody can tell whether it will soon.
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
