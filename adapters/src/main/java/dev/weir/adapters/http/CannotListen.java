package dev.weir.adapters.http;

/// An address cannot be listened at, most often because another program does. Its message says which and why.
public final class CannotListen extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotListen(String host, int port, Throwable cause) {
        super("cannot listen at %s:%d: %s".formatted(host, port, cause.getMessage()), cause);
    }
}
