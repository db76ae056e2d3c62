package dev.weir.edge;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// How many connections there are, in all and from each address. Asked before anything is spent on one. Safe for use
/// from several threads.
public final class Connections {

    /// Whether a connection is taken.
    public enum Verdict {
        TAKEN,
        TOO_MANY,
        TOO_MANY_FROM_ADDRESS,
        TOO_FAST
    }

    private final int most;
    private final int mostOfAddress;
    private final Sources sources;
    private final RequestRate pace;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<InetAddress, Integer> ofAddress = new ConcurrentHashMap<>();

    /// @param newOfAddress how many one address may begin in any second
    public Connections(int most, int mostOfAddress, int newOfAddress, Sources sources, LongSupplier nanos) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
        this.sources = sources;
        this.pace = new RequestRate(newOfAddress, Duration.ofSeconds(1), nanos);
    }

    /// Each that is taken has to be [#closed] once.
    public Verdict open(InetAddress peer) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            return Verdict.TOO_MANY;
        }
        if (sources.isProxy(peer)) {
            return Verdict.TAKEN;
        }
        InetAddress group = sources.group(peer);
        if (ofAddress.merge(group, 1, Integer::sum) > mostOfAddress) {
            closed(peer);
            return Verdict.TOO_MANY_FROM_ADDRESS;
        }
        if (pace.take(group).isPresent()) {
            closed(peer);
            return Verdict.TOO_FAST;
        }
        return Verdict.TAKEN;
    }

    public void closed(InetAddress peer) {
        all.decrementAndGet();
        if (!sources.isProxy(peer)) {
            ofAddress.computeIfPresent(
                    sources.group(peer), (_, count) -> count > 1 ? Integer.valueOf(count - 1) : null);
        }
    }

    /// Whether it is a trusted proxy.
    public boolean isProxy(InetAddress peer) {
        return sources.isProxy(peer);
    }

    public int count() {
        return all.get();
    }
}
