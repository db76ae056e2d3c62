package dev.weir.edge;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// Whether a request is taken at all, before anything is spent on finding out who sends it.
public final class Admission {

    private final Sources sources;
    private final RequestRate rate;
    private final MemoryPressure memory;

    public Admission(Sources sources, RequestRate rate, MemoryPressure memory) {
        this.sources = sources;
        this.rate = rate;
        this.memory = memory;
    }

    /// Who sent a request, as far as addresses tell.
    public InetAddress source(InetAddress peer, Headers headers) {
        return sources.of(peer, headers);
    }

    /// Why a request from there is not taken; nothing if it is.
    public Optional<Problem> refusal(InetAddress source) {
        Optional<Duration> wait = rate.take(sources.group(source));
        if (wait.isPresent()) {
            return Optional.of(new Problem(Kind.RATE_LIMITED, "too many requests come from this address")
                    .retryAfter(atLeastASecond(wait.get())));
        }
        return memory.full()
                ? Optional.of(new Problem(Kind.OVERLOADED, "the gateway has no memory for more calls")
                        .retryAfter(Duration.ofSeconds(5)))
                : Optional.empty();
    }

    private static Duration atLeastASecond(Duration wait) {
        return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    }
}
