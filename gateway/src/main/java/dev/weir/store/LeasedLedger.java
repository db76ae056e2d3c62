package dev.weir.store;

import dev.weir.store.Books.Grant;
import dev.weir.store.Books.Held;
import dev.weir.store.Ledger.Answer.Lacking;
import dev.weir.store.Ledger.Answer.Reserved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ledger of one gateway. It draws from the [Books] what calls need and a slice ahead, its lease; what fits into
/// that is reserved without asking anybody.
///
/// What it promises rests on three things. Of a lease, as the books said it last, no more is reserved and spent than
/// there is; what has been booked is taken from both sides at once ([#posted]). A lease is only believed in the order
/// of its versions, and what is being given back is not used until a later version says what became of it. And a
/// gateway that was not heard of for two thirds of [Books#LIFE], by its own clock, reserves nothing until it was;
/// running calls go on, since what they reserved stays leased to this gateway whatever happens.
///
/// A settled call counts as spent here until somebody who reads the journal has posted it to the books and says so.
/// Settling and posting may come in any order; the amounts are the same.
///
/// Shared by all event loops. One lock, held for a few look-ups and never while the books are asked. [#renew] is called
/// again and again, at least three times a second, by one thread that may wait.
public final class LeasedLedger implements Ledger, AutoCloseable {

    /// Into how many parts what is left is divided, to take one ahead: where nobody else draws on the books.
    public static final int ALONE = 1;

    /// The same where other gateways do.
    public static final int AMONG_MANY = 16;

    private static final Logger LOG = LoggerFactory.getLogger(LeasedLedger.class);
    private static final long LIFE = Books.LIFE.toNanos() * 2 / 3;
    private static final long UNUSED = Duration.ofSeconds(30).toNanos();
    private static final long ASKING = Duration.ofSeconds(1).toNanos();
    private static final Reserved RESERVED = new Reserved();

    /// A call that runs.
    private static final class Open {
        private final List<Part> parts;
        private boolean posted;

        Open(List<Part> parts) {
            this.parts = new ArrayList<>(parts);
        }
    }

    private final Books books;
    private final Books.Writer writer;
    private final int parts;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, LeasedAccount> states = new HashMap<>();
    private final Map<String, Open> open = new HashMap<>();
    private final Map<String, List<Part>> settled = new HashMap<>();
    private @Nullable Superseded superseded;
    private boolean heard;
    private long heardAt;

    /// @param writer who this process is in the books
    /// @param parts [#ALONE] or [#AMONG_MANY]
    /// @param nanos a monotonic clock
    public LeasedLedger(Books books, Books.Writer writer, int parts, LongSupplier nanos) {
        this.books = books;
        this.writer = writer;
        this.parts = parts;
        this.nanos = nanos;
    }

    @Override
    public Optional<Answer> reserveAtOnce(String call, List<Part> wanted) {
        lock.lock();
        try {
            if (lacking(wanted).isPresent()) {
                return Optional.empty();
            }
            take(call, wanted);
            return Optional.of(RESERVED);
        } finally {
            lock.unlock();
        }
    }

    /// @throws StoreUnavailable if the lease is not enough and the books cannot be asked
    /// @throws Superseded if another process is this gateway now
    @Override
    public Answer reserve(String call, List<Part> wanted, Duration patience) {
        // All ask for accounts in the same order, so that no two wait for each other.
        List<Part> inOrder = wanted.stream()
                .sorted(Comparator.comparing(part -> part.account().name()))
                .toList();
        long start = System.nanoTime();
        lock.lock();
        try {
            while (true) {
                Optional<Part> missing = tried(call, inOrder);
                if (missing.isEmpty()) {
                    return RESERVED;
                }
                Part lacking = missing.get();
                LeasedAccount state = state(lacking.account());
                long rest = patience.toNanos() - (System.nanoTime() - start);
                boolean worth = state.asking || (state.reserved + state.elsewhere > 0 && rest > 0);
                if (!worth || !changed(state, state.asking ? ASKING : rest)) {
                    return lacking(state, lacking);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until something has changed or the time is over.
    ///
    /// @return false if somebody wants this thread to end
    @SuppressWarnings("WaitNotInLoop") // whoever waits looks again whatever woke them
    private boolean changed(LeasedAccount state, long nanoseconds) {
        state.waiting++;
        try {
            long _ = state.changed.awaitNanos(nanoseconds);
            return true;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            state.waiting--;
        }
    }

    private static Lacking lacking(LeasedAccount state, Part part) {
        long left = Math.max(0, state.left + state.free());
        return new Lacking(part.account(), left, state.reserved + state.elsewhere);
    }

    /// Reserves all parts, or says which one there is not enough for. Asks the books for what is not here, but waits
    /// for nobody else. The lock is held, and given away while the books are asked.
    private Optional<Part> tried(String call, List<Part> wanted) {
        while (true) {
            Optional<Part> missing = lacking(wanted);
            if (missing.isEmpty()) {
                take(call, wanted);
                return Optional.empty();
            }
            Part part = missing.get();
            LeasedAccount state = state(part.account());
            if (state.asking) {
                return missing;
            }
            if (state.account.limit() != part.account().limit() && !limited(state, part.account())) {
                continue;
            }
            if (state.leaving > 0) {
                giveBack(state);
                continue;
            }
            long need = Math.max(0, part.amount() - state.free());
            if (need >= state.denied) {
                return missing;
            }
            draw(state, need);
        }
    }

    /// What was drawn under a higher limit is given back first.
    ///
    /// @return whether the limit is in force
    private boolean limited(LeasedAccount state, Account account) {
        if (account.limit() < state.account.limit() && (state.leaving > 0 || state.free() > 0)) {
            giveBack(state);
            return false;
        }
        state.account = account;
        state.denied = LeasedAccount.NOTHING_DENIED;
        return true;
    }

    private void draw(LeasedAccount state, long need) {
        Account account = state.account;
        asking(state, () -> {
            Grant grant = books.draw(writer, account, need, parts);
            return () -> {
                state.hear(grant.held());
                state.left = grant.left();
                state.denied = grant.amount() < need ? need : LeasedAccount.NOTHING_DENIED;
            };
        });
    }

    /// Gives back what is free, or asks again what became of what was to be given back.
    private void giveBack(LeasedAccount state) {
        if (state.leaving == 0) {
            state.leaving = state.free();
        }
        String account = state.account.name();
        long version = state.version;
        long amount = state.leaving;
        asking(state, () -> {
            Held held = books.giveBack(writer, account, version, amount);
            return () -> state.hear(held);
        });
    }

    /// Something that is asked without the lock, and what is done with the answer once the lock is held again.
    @FunctionalInterface
    private interface Question {
        Runnable ask();
    }

    private void asking(LeasedAccount state, Question question) {
        check();
        state.asking = true;
        long from = nanos.getAsLong();
        Optional<Runnable> then = Optional.empty();
        lock.unlock();
        try {
            then = Optional.of(question.ask());
        } catch (Superseded other) {
            gone(other);
            throw other;
        } finally {
            lock.lock();
            state.asking = false;
            then.ifPresent(one -> {
                one.run();
                heard(from);
            });
            state.changed.signalAll();
        }
    }

    /// The first part that does not fit into what is here.
    private Optional<Part> lacking(List<Part> wanted) {
        boolean lives = heard && nanos.getAsLong() - heardAt < LIFE && superseded == null;
        for (Part part : wanted) {
            LeasedAccount state = states.get(part.account().name());
            if (state == null
                    || !lives
                    || state.version < 0
                    || state.account.limit() != part.account().limit()
                    || part.amount() > Math.max(0, state.free())) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    private void take(String call, List<Part> wanted) {
        for (Part part : wanted) {
            LeasedAccount state = state(part.account());
            state.reserved += part.amount();
            state.usedAt = nanos.getAsLong();
        }
        Open before = open.putIfAbsent(call, new Open(wanted));
        if (before != null) {
            before.parts.addAll(wanted);
        }
    }

    private LeasedAccount state(Account account) {
        return states.computeIfAbsent(
                account.name(), _ -> new LeasedAccount(account, lock.newCondition(), nanos.getAsLong()));
    }

    @Override
    public Answer enlarge(String call, List<Part> more) {
        lock.lock();
        try {
            Optional<Part> missing = lacking(more);
            if (missing.isPresent()) {
                return lacking(state(missing.get().account()), missing.get());
            }
            take(call, more);
            return RESERVED;
        } finally {
            lock.unlock();
        }
    }

    /// What is reserved stays reserved whether it is sent or not; that it may have been is in the journal.
    @Override
    public void sent(String call) {}

    @Override
    public void settle(String call, List<Part> real) {
        lock.lock();
        try {
            Open ended = open.remove(call);
            if (ended == null) {
                return;
            }
            for (Part part : ended.parts) {
                LeasedAccount state = state(part.account());
                state.reserved -= part.amount();
                state.changed.signalAll();
            }
            if (!ended.posted && real.stream().anyMatch(part -> part.amount() != 0)) {
                real.forEach(part -> state(part.account()).unposted += part.amount());
                settled.put(call, real);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Says that calls are booked: what they spent is not to be taken from the lease any more, as the books have done
    /// that. Also when it is not known by which attempt at posting they were.
    ///
    /// @param postings those up to the position that the books are at
    /// @param accounts as the books told them with that position
    public void posted(List<Posting> postings, List<Held> accounts) {
        lock.lock();
        try {
            for (Posting posting : postings) {
                List<Part> real = settled.remove(posting.call());
                if (real != null) {
                    real.forEach(part -> state(part.account()).unposted -= part.amount());
                } else if (open.containsKey(posting.call())) {
                    open.get(posting.call()).posted = true;
                }
            }
            for (Held held : accounts) {
                LeasedAccount state = states.get(held.account());
                // Of one that was forgotten and is drawn on anew, this may be older than what is not heard of yet.
                if (state != null && state.version >= 0) {
                    state.hear(held);
                    state.changed.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Balance balance(Account account) {
        lock.lock();
        try {
            LeasedAccount state = states.get(account.name());
            return state == null
                    ? new Balance(0, 0, 0)
                    : new Balance(state.spent + state.unposted, state.reserved + state.elsewhere, state.overrun);
        } finally {
            lock.unlock();
        }
    }

    /// Says that this gateway lives, and gives back what others want or nobody used for a while. Waits.
    public void renew() {
        long from = nanos.getAsLong();
        try {
            List<Held> wanted = books.renew(writer);
            lock.lock();
            try {
                heard(from);
                giveBack(wanted);
            } finally {
                lock.unlock();
            }
        } catch (StoreUnavailable away) {
            LOG.atDebug().addKeyValue("why", String.valueOf(away.getMessage())).log("leases were not renewed");
        } catch (Superseded other) {
            gone(other);
        } finally {
            anew();
        }
    }

    private void giveBack(List<Held> wanted) {
        Set<String> recalled = new HashSet<>();
        for (Held held : wanted) {
            // One that is not known here is of a draw whose answer was lost. It is given back like any other, so that
            // nobody uses it meanwhile.
            LeasedAccount state = states.computeIfAbsent(
                    held.account(), name -> LeasedAccount.unknown(name, lock.newCondition(), nanos.getAsLong()));
            state.hear(held);
            recalled.add(held.account());
        }
        long now = nanos.getAsLong();
        for (LeasedAccount state : List.copyOf(states.values())) {
            boolean unused = now - state.usedAt >= UNUSED || recalled.contains(state.account.name());
            if (!state.asking && (state.leaving > 0 || (unused && state.free() > 0))) {
                giveBack(state);
            }
        }
    }

    /// Whoever waits tries again; what is empty and not used is forgotten.
    private void anew() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            states.values().removeIf(state -> empty(state) && now - state.usedAt >= UNUSED);
            for (LeasedAccount state : states.values()) {
                state.denied = LeasedAccount.NOTHING_DENIED;
                state.changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean empty(LeasedAccount state) {
        return state.lease == 0 && state.reserved == 0 && state.unposted == 0 && state.waiting == 0 && !state.asking;
    }

    /// Gives back all that is free. Waits.
    @Override
    public void close() {
        lock.lock();
        try {
            for (LeasedAccount state : List.copyOf(states.values())) {
                if (!state.asking && (state.leaving > 0 || state.free() > 0)) {
                    giveBack(state);
                }
            }
        } catch (StoreUnavailable | Superseded away) {
            LOG.atInfo().addKeyValue("why", String.valueOf(away.getMessage())).log("leases were not given back");
        } finally {
            lock.unlock();
        }
    }

    private void heard(long from) {
        if (!heard || from - heardAt > 0) {
            heard = true;
            heardAt = from;
        }
    }

    private void gone(Superseded other) {
        lock.lock();
        try {
            if (superseded == null) {
                superseded = other;
                LOG.atError().addKeyValue("gateway", writer.gateway()).log("another process is this gateway now");
            }
        } finally {
            lock.unlock();
        }
    }

    private void check() {
        if (superseded != null) {
            throw superseded;
        }
    }
}
