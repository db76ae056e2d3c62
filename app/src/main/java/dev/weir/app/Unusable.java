package dev.weir.app;

/// Something that the configuration refers to is there and cannot be used. Its message says what and why.
public final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String message, Throwable cause) {
        super(message, cause);
    }
}
