package dev.weir.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How much there still is of what is limited. Names of buckets are chosen by whoever limits; the same name is the same
/// bucket, on every gateway that shares the limiter.
///
/// Implementations promise: over all gateways, in any time *t* a [Bucket.Flow] gives at most its burst and what flows
/// in during *t*; a [Bucket.Total] gives at most its total; of [Bucket.Slots] no more are taken at once than there are.
/// What is said to be taken after the fact ([#settle]) is always taken, and missing later.
public interface RateLimiter {

    /// Something that is limited.
    sealed interface Bucket {

        String name();

        /// It fills steadily, and holds so much at most.
        record Flow(String name, long burst, long perMinute) implements Bucket {}

        /// There is so much of it, and no more comes.
        record Total(String name, long most) implements Bucket {}

        /// So many are out at once; each comes back.
        record Slots(String name, long most) implements Bucket {}
    }

    /// How much is wanted of a bucket. Whoever wants more than it ever holds gets it when it is full.
    record Draw(Bucket bucket, long amount) {}

    /// What is said to whoever wants something.
    sealed interface Answer {

        /// All of it was taken.
        ///
        /// @param alone whether this gateway decided by itself, since nobody could be asked
        record Taken(boolean alone) implements Answer {}

        /// Nothing was taken.
        ///
        /// @param after how long it may be there; nothing if it will not come by waiting
        record Lacking(Draw draw, Optional<Duration> after) implements Answer {}
    }

    /// What there is of a bucket.
    ///
    /// @param full after how long it is full again
    record Level(long left, Duration full) {}

    /// Takes all of it or nothing, if that can be said without waiting.
    Optional<Answer> takeAtOnce(List<Draw> draws);

    /// Takes all of it or nothing. May wait; not for an event loop.
    Answer take(List<Draw> draws);

    /// Says how much it was in the end: what was taken too much comes back, what was taken too little is taken. Slots
    /// come back whole. Never waits.
    ///
    /// @param real what it was, in the order of the draws
    void settle(List<Draw> draws, List<Long> real);

    /// What there is, as far as it is known here. Never waits.
    Level level(Bucket bucket);
}
