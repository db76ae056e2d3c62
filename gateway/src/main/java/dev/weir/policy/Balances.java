package dev.weir.policy;

import dev.weir.store.Books;
import dev.weir.store.Books.Stand;
import dev.weir.store.Ledger;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Balance;
import java.util.function.Function;

/// How accounts stand, for people to look at: what is booked by all gateways, and what this one knows besides. Waits
/// for the books.
public final class Balances implements Function<Account, Balance> {

    private static final Balance UNKNOWN = new Balance(0, 0, 0);

    private final Ledger ledger;
    private final Books books;

    public Balances(Ledger ledger, Books books) {
        this.ledger = ledger;
        this.books = books;
    }

    /// The leases of lost gateways count as spent. What other gateways have taken ahead of need counts as reserved.
    @Override
    public Balance apply(Account account) {
        Balance here = ledger.balance(account);
        Stand stand = books.balance(account);
        return new Balance(
                Math.max(here.spent(), stand.spent() + stand.lapsed()),
                here.equals(UNKNOWN) ? stand.leased() : here.reserved(),
                Math.max(here.overrun(), stand.overrun()));
    }
}
