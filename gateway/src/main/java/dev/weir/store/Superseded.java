package dev.weir.store;

/// Another process is this gateway now; this one may not spend any more.
public final class Superseded extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Superseded(String gateway) {
        super("another process is the gateway %s now".formatted(gateway));
    }
}
