package dev.weir.store;

import dev.weir.store.Ledger.Account;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where all gateways keep what was spent, and what each of them may spend ahead of that: its leases.
///
/// Implementations promise: whatever happens, what is spent of an account and what is leased of it are never more
/// together than its limit was at a draw, but for its overrun; a posting is booked exactly once; what was returned from
/// is kept.
///
/// A gateway is its journal: whoever has that is this gateway, and shows a [Writer] for it. A gateway that is not heard
/// of for [#LIFE] counts as lost. Its leases stay what they are, since nobody knows how much of them it had sent: they
/// count as spent until it, or its journal, turns up and posts what it really was. So nobody is ever given what it may
/// still spend, and nothing has to be corrected.
///
/// Everything may wait, and throws [StoreUnavailable] when the store is not there. What is written for a writer that
/// was superseded throws [Superseded].
public interface Books {

    /// How long a gateway counts as alive after it was heard of last. Whatever it does here counts.
    Duration LIFE = Duration.ofSeconds(60);

    /// For how long others give back what they do not use after a draw was denied.
    Duration RECALL = Duration.ofSeconds(2);

    /// For how long an alert is in the hands of whoever was told that it is due.
    Duration SENDING = Duration.ofSeconds(60);

    /// One process that is a gateway, until the next one is.
    record Writer(String gateway, long fence) {}

    /// How the books stand for a gateway that begins.
    ///
    /// @param position up to where its journal was booked
    record Begun(Writer writer, long position) {}

    /// How an account stands for one gateway.
    ///
    /// @param amount its lease: what it may spend that is not booked yet
    /// @param version grows whenever the lease changes
    /// @param spent what is booked, and the leases of lost gateways
    /// @param elsewhere the leases of other gateways that live
    /// @param overrun of all settlements above their reservations
    record Held(String account, long amount, long version, long spent, long elsewhere, long overrun) {}

    /// What came of a draw.
    ///
    /// @param amount what was added to the lease: all that was needed and perhaps more; 0 if there was not enough
    /// @param left what is neither spent nor leased now
    record Grant(long amount, long left, Held held) {}

    /// How far a gateway's journal is booked.
    ///
    /// @param accounts those that were charged, of which this gateway had ever drawn
    record Posted(long position, List<Held> accounts) {}

    /// How an account stands.
    ///
    /// @param spent what is booked
    /// @param leased what gateways that live may spend that is not booked yet
    /// @param lapsed what lost gateways may have spent; counts as spent, as an estimate, until they turn up
    record Stand(long spent, long leased, long lapsed, long overrun) {}

    /// A gateway that is lost and holds something.
    ///
    /// @param fence which of the processes that were this gateway
    /// @param heard when it was heard of last
    /// @param leases by account; none of them is nothing
    record Lost(String gateway, long fence, Instant heard, Map<String, Long> leases) {
        public Lost {
            leases = Collections.unmodifiableMap(new TreeMap<>(leases));
        }
    }

    /// An alert that somebody has to send.
    record Due(String key, String json) {}

    /// Makes the caller the one process that is this gateway. Its leases are what they were, until [#reset].
    Begun begin(String gateway);

    /// Adds to a lease what is needed, and of what is left then one in so many parts, unless somebody else wants it.
    /// If there is not enough, nothing is added, and the other gateways are told to give back what they do not use.
    /// An account that is not there yet is opened, with what the usage says of it.
    Grant draw(Writer writer, Account account, long need, int parts);

    /// Takes so much from a lease that is not needed, if it still is at this version; else nothing changes.
    Held giveBack(Writer writer, String account, long version, long amount);

    /// Says that a gateway lives.
    ///
    /// @return of what it holds, the accounts of which others want something
    List<Held> renew(Writer writer);

    /// Books what is in a gateway's journal between two positions, if it is booked up to the first; else nothing
    /// happens. What is charged comes out of the gateway's lease as far as that goes. An account that was never
    /// opened is not charged: when it is, its usage says it.
    ///
    /// @return where the books are now: at `to` also if this was booked before, and between the two if only some of
    /// it was, by an attempt whose answer was lost
    Posted post(Writer writer, long from, long to, List<Posting> postings);

    /// Gives back all that a gateway holds: what it had sent before is booked.
    void reset(Writer writer);

    /// How an account stands now. Opens nothing.
    Stand balance(Account account);

    /// All lost gateways that hold something, by their names.
    List<Lost> lost();

    /// Gives back what a gateway holds that is lost still, for somebody who knows that its journal is gone and that
    /// nothing of this was spent. Whoever was this gateway is superseded.
    ///
    /// @return whether it still was; if not, nothing happens
    boolean release(Lost lost);

    /// Usage that was booked, in the order of what it is by.
    List<Used> usage(UsageQuery query);

    /// Says that an alert is to be sent.
    ///
    /// @param key what it is about, for example an account and a threshold
    /// @return whether this is the first time that anybody says so
    boolean once(String key, String json);

    /// Whether somebody has said so.
    boolean isSaid(String key);

    /// The alerts that are not sent yet. Whoever is told them sends them: nobody else is told for [#SENDING].
    List<Due> due();

    /// An alert was sent.
    void done(String key);
}
