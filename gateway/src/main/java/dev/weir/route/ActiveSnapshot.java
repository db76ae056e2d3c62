package dev.weir.route;

/// The snapshot in force. Written by whoever watches the configuration, read by every call when it arrives.
public final class ActiveSnapshot {

    private volatile Snapshot current;

    public ActiveSnapshot(Snapshot first) {
        this.current = first;
    }

    public Snapshot current() {
        return current;
    }

    public void replace(Snapshot next) {
        current = next;
    }
}
