package dev.weir.simulator.prompt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Fingerprints that are remembered for a while, the most recently used 200,000 at most. Its owner guards it.
final class Shelf {

    private static final int MOST = 200_000;

    private record Kept(Duration life, Instant until) {}

    private final InstantSource clock;
    private final Map<String, Kept> kept = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST;
        }
    };

    Shelf(InstantSource clock) {
        this.clock = clock;
    }

    boolean has(String fingerprint) {
        Kept found = kept.get(fingerprint);
        return found != null && clock.instant().isBefore(found.until);
    }

    void keep(String fingerprint, Duration life) {
        kept.put(fingerprint, new Kept(life, clock.instant().plus(life)));
    }

    /// What is used stays as long again.
    void use(String fingerprint) {
        Kept found = kept.get(fingerprint);
        if (found != null) {
            keep(fingerprint, found.life);
        }
    }
}
