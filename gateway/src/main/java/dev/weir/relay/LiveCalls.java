package dev.weir.relay;

import dev.weir.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The calls that are running, and whether new ones are taken. Shared by all event loops.
public final class LiveCalls {

    private final Set<LiveCall> running = ConcurrentHashMap.newKeySet();
    private volatile boolean ready = true;
    private volatile boolean open = true;

    /// Whether a balancer should send calls here.
    public boolean ready() {
        return ready && open;
    }

    /// Whether calls that come are taken.
    public boolean open() {
        return open;
    }

    /// Says "not ready" and takes calls all the same: a balancer needs a moment to notice.
    public void leaving() {
        ready = false;
    }

    /// Takes no more calls.
    public void close() {
        open = false;
    }

    public int running() {
        return running.size();
    }

    /// Waits until nothing runs any more. For the time after [#close].
    ///
    /// @return whether nothing does
    public synchronized boolean awaitNone(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); !running.isEmpty() && left > 0; left = until - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return running.isEmpty();
    }

    /// Ends what still runs: each call tells its client why, in its own format.
    public void cut(Problem problem) {
        running.forEach(call -> call.cut(problem));
    }

    /// Those that run.
    public List<LiveCall> all() {
        return List.copyOf(running);
    }

    /// Ends one of them.
    ///
    /// @return whether it runs
    public boolean cut(String id, Problem problem) {
        Optional<LiveCall> call =
                running.stream().filter(one -> one.id().equals(id)).findFirst();
        call.ifPresent(one -> one.cut(problem));
        return call.isPresent();
    }

    void add(LiveCall call) {
        running.add(call);
    }

    void remove(LiveCall call) {
        running.remove(call);
        if (!open) {
            synchronized (this) {
                notifyAll();
            }
        }
    }
}
