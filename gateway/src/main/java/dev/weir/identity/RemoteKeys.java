package dev.weir.identity;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys that an issuer publishes at an address, fetched when they are needed and kept for five minutes.
///
/// The issuer is asked at most every 30 seconds, also for keys that it does not have, and by one caller at a time. Who
/// has a key that is known does not wait for that; who has another waits for the answer that is on its way. When the
/// issuer cannot be reached, the keys that it had are good for a day.
public final class RemoteKeys implements KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
    private static final Duration STALE = Duration.ofHours(24);

    private record Keys(Map<String, JWK> byId, Instant fetched) {}

    private final URI address;
    private final JwksSource source;
    private final InstantSource clock;
    private volatile Keys keys = new Keys(Map.of(), Instant.MIN);
    private volatile Instant tried = Instant.MIN;
    private volatile boolean asking;

    public RemoteKeys(URI address, JwksSource source, InstantSource clock) {
        this.address = address;
        this.source = source;
        this.clock = clock;
    }

    @Override
    public Lookup lookup(String kid) {
        Instant now = clock.instant();
        boolean asking = this.asking; // before the keys: whoever is told that nobody asks has seen the answer
        Keys current = keys;
        boolean mayAsk = !now.isBefore(plus(tried, BETWEEN_FETCHES));
        boolean fresh = now.isBefore(plus(current.fetched(), FRESH));
        if (!fresh && mayAsk) {
            return new Lookup.Ask();
        }
        JWK key = now.isBefore(plus(current.fetched(), STALE)) ? current.byId().get(kid) : null;
        if (key != null) {
            return new Lookup.Found(key);
        }
        return mayAsk || asking ? new Lookup.Ask() : new Lookup.Unknown();
    }

    @Override
    public synchronized void refresh() {
        Instant now = clock.instant();
        if (now.isBefore(plus(tried, BETWEEN_FETCHES))) {
            return;
        }
        asking = true;
        tried = now;
        try {
            keys = new Keys(Jwks.parse(source.fetch(address)), now);
        } catch (IOException | Jwks.Unusable failure) {
            LOG.atWarn()
                    .addKeyValue("jwks", address)
                    .addKeyValue("why", failure.getMessage())
                    .log("an issuer's keys could not be fetched; those that are known stay");
        } finally {
            asking = false;
        }
    }

    private static Instant plus(Instant time, Duration span) {
        return time.equals(Instant.MIN) ? time : time.plus(span);
    }
}
