package dev.weir.provider;

import dev.weir.provider.auth.Proofs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The gateway's own credentials at one provider, used in turn by their weights.
///
/// A credential that the provider refuses is left out for a while, longer each time. The last one is never left out:
/// with a doubtful credential some calls may work, without one none. Shared by all event loops.
public final class CredentialPool {

    private static final Duration FIRST_REST = Duration.ofSeconds(30);
    private static final int LONGEST_REST_DOUBLINGS = 5;

    /// One credential.
    public static final class Credential {
        private final String name;
        private final int weight;
        private final Proofs proofs;
        private final AtomicLong restsUntil = new AtomicLong();
        private final AtomicInteger refusals = new AtomicInteger();

        /// @param name for logs; says nothing of the secret
        public Credential(String name, int weight, Proofs proofs) {
            this.name = name;
            this.weight = weight;
            this.proofs = proofs;
        }

        public String name() {
            return name;
        }

        public Proofs proofs() {
            return proofs;
        }

        private boolean usable(long now) {
            return restsUntil.get() <= now && proofs.usable();
        }

        /// The provider took it.
        public void accepted() {
            if (refusals.get() != 0) {
                refusals.set(0);
                restsUntil.set(0);
            }
        }
    }

    private final List<Credential> credentials;
    private final List<String> names;
    private final InstantSource clock;
    private final AtomicInteger turn = new AtomicInteger();

    public CredentialPool(List<Credential> credentials, InstantSource clock) {
        this.credentials = List.copyOf(credentials);
        this.names = this.credentials.stream().map(Credential::name).toList();
        this.clock = clock;
    }

    public List<Credential> all() {
        return credentials;
    }

    /// What they are called in logs.
    public List<String> names() {
        return names;
    }

    /// The one whose turn it is among those that can be used.
    public Optional<Credential> pick() {
        return pick(Set.of());
    }

    /// The same, but none of these.
    public Optional<Credential> pick(Set<Credential> without) {
        if (credentials.size() == 1) {
            Credential only = credentials.getFirst();
            return without.contains(only) || !only.proofs.usable() ? Optional.empty() : Optional.of(only);
        }
        Optional<Credential> rested = turn(clock.millis(), without);
        return rested.isPresent() ? rested : turn(Long.MAX_VALUE, without);
    }

    /// The one of that name.
    public Optional<Credential> named(String name) {
        return credentials.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /// @param now those that rest longer are passed over
    private Optional<Credential> turn(long now, Set<Credential> without) {
        int weights = 0;
        for (Credential one : credentials) {
            weights += one.usable(now) && !without.contains(one) ? one.weight : 0;
        }
        if (weights == 0) {
            return Optional.empty();
        }
        int at = Math.floorMod(turn.getAndIncrement(), weights);
        for (Credential one : credentials) {
            at -= one.usable(now) && !without.contains(one) ? one.weight : 0;
            if (at < 0) {
                return Optional.of(one);
            }
        }
        return Optional.empty(); // one has become unusable since
    }

    /// The provider refused this one: it rests.
    ///
    /// @return for how long
    public Duration refused(Credential credential) {
        int times = credential.refusals.getAndIncrement();
        Duration rest = FIRST_REST.multipliedBy(1L << Math.min(times, LONGEST_REST_DOUBLINGS));
        credential.restsUntil.set(clock.millis() + rest.toMillis());
        return rest;
    }
}
