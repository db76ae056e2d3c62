package dev.weir.store;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What may be spent, and what was. The most that a call can cost is put aside before a provider is asked, and what it
/// did cost is booked after, so many calls at once cannot overdraw an account that each of them alone would respect.
///
/// Implementations promise: what is spent and what is reserved are never more than an account's limit together, except
/// for settlements above their reservation, which are booked in full; a reservation is made in all of its accounts or
/// in none; each ends exactly once, however often its end is told.
public interface Ledger {

    /// What an account counts.
    enum Unit {
        NANO_USD,
        TOKENS
    }

    /// An amount that may be spent in one period.
    ///
    /// @param name tells it from all others, its period and unit included
    /// @param limit the most, in units
    /// @param opening of which usage that was there before it was first drawn on it takes account
    record Account(String name, long limit, Unit unit, Opening opening) {}

    /// Usage that counts against an account from the start, also if it was there before.
    ///
    /// @param dimension by what it is found: `team`, `client`, `user`, `project` or `session`
    /// @param holder whose
    /// @param models which models it is about; one `*` stands for any letters
    /// @param from the first day of the period, in UTC
    record Opening(String dimension, String holder, String models, LocalDate from) {

        /// Whether it is about a model.
        public boolean covers(String model) {
            int star = models.indexOf('*');
            if (star < 0) {
                return model.equals(models);
            }
            String before = models.substring(0, star);
            String after = models.substring(star + 1);
            return model.length() >= before.length() + after.length()
                    && model.startsWith(before)
                    && model.endsWith(after);
        }
    }

    /// So much of one account.
    record Part(Account account, long amount) {}

    /// What is said to whoever wants to reserve something.
    sealed interface Answer {

        /// All of it is put aside.
        record Reserved() implements Answer {}

        /// Nothing is put aside.
        ///
        /// @param account the first that had not enough
        /// @param left what is neither spent nor reserved
        /// @param reserved what calls that run have put aside; some of it may come back
        record Lacking(Account account, long left, long reserved) implements Answer {}
    }

    /// How an account stands.
    ///
    /// @param spent settled calls, also of other gateways
    /// @param reserved calls that run, as far as it is known here
    /// @param overrun settlements above their reservations, all together
    record Balance(long spent, long reserved, long overrun) {}

    /// Reserves all parts or none, if that can be said without waiting.
    ///
    /// @param call the call's id, by which the reservation is known
    Optional<Answer> reserveAtOnce(String call, List<Part> parts);

    /// Reserves all parts or none. May wait for calls that run to settle, and for other gateways; not for an event
    /// loop. Throws [StoreUnavailable] when that cannot be told now.
    Answer reserve(String call, List<Part> parts, Duration patience);

    /// Adds to a call's reservation, in all accounts or none, without waiting; says no where that would need waiting.
    Answer enlarge(String call, List<Part> more);

    /// The call is being sent to a provider: from here on it may cost something whatever becomes of this process.
    void sent(String call);

    /// Ends a reservation: what it was in the end is booked, and the rest can be spent by others. Never waits. A call
    /// that is not known (any more) changes nothing.
    ///
    /// @param real what was spent of each account; of one that is missing, nothing was
    void settle(String call, List<Part> real);

    /// How an account stands, as far as it is known without waiting.
    Balance balance(Account account);
}
