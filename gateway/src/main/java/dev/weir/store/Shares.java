package dev.weir.store;

import dev.weir.store.RateLimiter.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Where gateways take their shares of what is limited, some of it ahead of need, so that most calls wait for nobody.
///
/// All methods may wait, and throw [StoreUnavailable] when the store is not there.
public interface Shares {

    /// How long a gateway counts as alive after it was heard of last.
    Duration LIFE = Duration.ofSeconds(10);

    /// What a gateway is given.
    ///
    /// @param amount all that was needed and perhaps more; 0 if there was not enough
    /// @param left what others can still take
    /// @param after how long there may be enough; nothing if not by waiting
    record Grant(long amount, long left, Optional<Duration> after) {}

    /// Takes what is needed, and up to so much ahead if it is there.
    Grant draw(Bucket bucket, String gateway, long need, long ahead);

    /// Gives back; a negative amount is taken, whatever there is.
    void give(Bucket bucket, long amount);

    /// Says that a gateway lives, and which slots it holds from now on.
    ///
    /// @return how many gateways live
    int renew(String gateway, Map<Bucket.Slots, Long> held);
}
