package dev.weir.store;

import dev.weir.store.Ledger.Account;
import java.util.List;

/// Books that can be away, and whose answer can be lost.
public final class AwayBooks implements Books {

    private final Books books;
    private boolean away;
    private boolean answerLost;

    public AwayBooks(Books books) {
        this.books = books;
    }

    public void away(boolean are) {
        away = are;
    }

    /// Has what is posted next be booked, and nobody hear of it.
    public void loseTheNextAnswer() {
        answerLost = true;
    }

    private Books there() {
        if (away) {
            throw new StoreUnavailable("nobody is there", new java.io.IOException("test"));
        }
        return books;
    }

    @Override
    public Begun begin(String gateway) {
        return there().begin(gateway);
    }

    @Override
    public Grant draw(Writer writer, Account account, long need, int parts) {
        return there().draw(writer, account, need, parts);
    }

    @Override
    public Held giveBack(Writer writer, String account, long version, long amount) {
        return there().giveBack(writer, account, version, amount);
    }

    @Override
    public List<Held> renew(Writer writer) {
        return there().renew(writer);
    }

    @Override
    public Posted post(Writer writer, long from, long to, List<Posting> postings) {
        Posted posted = there().post(writer, from, to, postings);
        if (answerLost) {
            answerLost = false;
            throw new StoreUnavailable("nobody heard it", new java.io.IOException("test"));
        }
        return posted;
    }

    @Override
    public void reset(Writer writer) {
        there().reset(writer);
    }

    @Override
    public Stand balance(Account account) {
        return there().balance(account);
    }

    @Override
    public List<Lost> lost() {
        return there().lost();
    }

    @Override
    public boolean release(Lost lost) {
        return there().release(lost);
    }

    @Override
    public boolean isSaid(String key) {
        return there().isSaid(key);
    }

    @Override
    public List<Used> usage(UsageQuery query) {
        return there().usage(query);
    }

    @Override
    public boolean once(String key, String json) {
        return there().once(key, json);
    }

    @Override
    public List<Due> due() {
        return there().due();
    }

    @Override
    public void done(String key) {
        there().done(key);
    }
}
