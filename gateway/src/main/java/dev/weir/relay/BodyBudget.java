package dev.weir.relay;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of bodies the process may hold at once. Shared by all event loops.
public final class BodyBudget {

    private final long most;
    private final AtomicLong held = new AtomicLong();

    public BodyBudget(long most) {
        this.most = most;
    }

    /// Takes that many bytes, or none if there are not so many.
    boolean take(long bytes) {
        if (held.addAndGet(bytes) > most) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    public long held() {
        return held.get();
    }

    public long most() {
        return most;
    }
}
