package dev.weir.store;

import dev.weir.store.Books.Held;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Ledger.Unit;
import java.time.LocalDate;
import java.util.concurrent.locks.Condition;

/// What this gateway has of an account. Belongs to the [LeasedLedger], and is touched under its lock only.
final class LeasedAccount {

    static final long NOTHING_DENIED = Long.MAX_VALUE;

    Account account;
    /// The lease, as the books said it last.
    long lease;

    long version = -1;
    /// The part of the lease that is being given back at this version.
    long leaving;

    long reserved;
    /// Settled and not posted yet.
    long unposted;

    // What else the books said.
    long spent;
    long elsewhere;
    long overrun;
    long left;

    /// Some thread is asking the books about this account.
    boolean asking;
    /// Nobody needs to ask for so much or more until the next renewal.
    long denied = NOTHING_DENIED;

    int waiting;
    long usedAt;
    final Condition changed;

    LeasedAccount(Account account, Condition changed, long now) {
        this.account = account;
        this.changed = changed;
        this.usedAt = now;
    }

    /// One of which only the name is known, and a limit that no account has: whoever draws on it says the rest.
    static LeasedAccount unknown(String name, Condition changed, long now) {
        var nobodys = new Opening("session", "", "*", LocalDate.EPOCH);
        return new LeasedAccount(new Account(name, -1, Unit.NANO_USD, nobodys), changed, now);
    }

    /// What is in the lease for further calls. Negative if calls cost more than they had reserved.
    long free() {
        return lease - leaving - reserved - unposted;
    }

    void hear(Held held) {
        if (held.version() > version) {
            lease = held.amount();
            version = held.version();
            leaving = 0;
        }
        if (held.elsewhere() < elsewhere) {
            denied = NOTHING_DENIED; // others have less, so there may be more
        }
        spent = held.spent();
        elsewhere = held.elsewhere();
        overrun = held.overrun();
    }
}
