package dev.weir.admin;

import dev.weir.store.Ledger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A ledger of which only the balances are looked at: a test notes them down.
public final class NotedLedger implements Ledger {

    private final Map<String, Balance> balances = new HashMap<>();

    public void note(String account, long spent, long reserved) {
        balances.put(account, new Balance(spent, reserved, 0));
    }

    @Override
    public Balance balance(Account account) {
        return balances.getOrDefault(account.name(), new Balance(0, 0, 0));
    }

    @Override
    public Optional<Answer> reserveAtOnce(String call, List<Part> parts) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Answer reserve(String call, List<Part> parts, Duration patience) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Answer enlarge(String call, List<Part> more) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sent(String call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void settle(String call, List<Part> real) {
        throw new UnsupportedOperationException();
    }
}
