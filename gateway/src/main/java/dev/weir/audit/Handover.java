package dev.weir.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What is written to a journal, handed to somebody as it is, who would have to read it back otherwise. Bounded: what
/// comes faster than it is taken is left out, and has to be read back after all.
///
/// One thread adds, in the order of the places, and one takes; neither waits. At first everything is left out, so that
/// whoever takes begins with what was there before.
final class Handover<T> {

    private final int most;
    private final Queue<Placed<T>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private volatile boolean leavesOut = true;

    /// One, and its place in the journal.
    record Placed<T>(long position, T what) {}

    /// @param most how many wait at most
    Handover(int most) {
        this.most = most;
    }

    /// Adds what is written. It can be read in the journal by now.
    void add(long position, T what) {
        if (leavesOut) {
            return;
        }
        if (size.get() >= most) {
            leavesOut = true;
        } else {
            size.incrementAndGet();
            waiting.add(new Placed<>(position, what));
        }
    }

    /// Has everything handed over from now on.
    ///
    /// @return whether something was left out, which is in the journal now
    boolean resume() {
        boolean before = leavesOut;
        leavesOut = false;
        return before;
    }

    /// Takes what is behind a place, in order, and drops what is not.
    List<Placed<T>> take(long after, int many) {
        var taken = new ArrayList<Placed<T>>();
        @Nullable Placed<T> next = waiting.peek();
        while (next != null && taken.size() < many) {
            waiting.remove();
            size.decrementAndGet();
            if (next.position() > after) {
                taken.add(next);
            }
            next = waiting.peek();
        }
        return taken;
    }
}
