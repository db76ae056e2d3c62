package dev.weir.policy;

import dev.weir.call.Attempt;
import dev.weir.call.AuditRecord.Money;
import dev.weir.call.Funds;
import dev.weir.call.Line;
import dev.weir.call.Reserved;
import dev.weir.call.Tab;
import dev.weir.call.Target;
import dev.weir.call.Work;
import dev.weir.call.Work.Charge;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Ledger;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Part;
import dev.weir.wire.chat.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The money of one call: what is put aside for it, and what its attempts cost. Before an attempt that follows one that
/// may have to be paid, more is put aside, or it is not made.
///
/// Lives on the call's event loop.
final class Spending implements Funds {

    private final Ledger ledger;
    private final String call;
    private final Quote quote;
    private final Quoting quoting;
    private final Map<Account, Long> reserved = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private Optional<Offer> asked = Optional.empty();
    private long most;

    /// @param reserved what is put aside in the ledger
    Spending(Ledger ledger, String call, Quote quote, Quoting quoting, List<Part> reserved) {
        this.ledger = ledger;
        this.call = call;
        this.quote = quote;
        this.quoting = quoting;
        this.most = quote.most();
        reserved.forEach(part -> this.reserved.put(part.account(), part.amount()));
    }

    @Override
    public Optional<Problem> begin(Target target) {
        Offer offer = quote.of(target)
                .orElseThrow(() -> new IllegalStateException("nobody has said what %s costs".formatted(target)));
        var more = new ArrayList<Part>();
        reserved.forEach((account, amount) -> {
            long wanted = spent(account) + Quote.most(account, offer);
            if (wanted > amount) {
                more.add(new Part(account, wanted - amount));
            }
        });
        if (!more.isEmpty()) {
            switch (ledger.enlarge(call, more)) {
                case Ledger.Answer.Reserved() ->
                    more.forEach(part -> reserved.merge(part.account(), part.amount(), Long::sum));
                case Ledger.Answer.Lacking(Account account, long left, long _) -> {
                    return Optional.of(new Problem(
                            Kind.BUDGET_EXHAUSTED,
                            "an attempt before may have to be paid, and %s has not enough left for another one"
                                    .formatted(account.name()),
                            Map.of("account", account.name(), "left", left)));
                }
            }
        }
        most = Math.max(most, cost() + offer.most());
        asked = Optional.of(offer);
        if (!reserved.isEmpty()) {
            ledger.sent(call);
        }
        return Optional.empty();
    }

    @Override
    public void ended(Attempt attempt) {
        asked = Optional.empty();
        Offer offer = quote.of(attempt.target()).orElseThrow();
        lines.addAll(Charging.of(offer, attempt.work(), model -> quoting.beside(offer, model)));
        if (attempt.work().charge() == Charge.COUNTED) {
            quoting.saw(quote, offer, attempt.work().usage().input());
        }
    }

    @Override
    public Reserved reserved() {
        var all = new ArrayList<>(lines);
        asked.map(Charging::all).ifPresent(all::add);
        Map<String, Long> byAccount = HashMap.newHashMap(reserved.size());
        reserved.forEach((account, amount) -> byAccount.put(account.name(), amount));
        return new Reserved(byAccount, all);
    }

    @Override
    public OptionalLong cost(Target target, Usage usage) {
        Offer offer = quote.of(target).orElseThrow();
        List<Line> all =
                Charging.of(offer, new Work(Charge.COUNTED, usage, 0, 0, true), model -> quoting.beside(offer, model));
        return Line.priced(all) ? OptionalLong.of(cost() + Line.cost(all)) : OptionalLong.empty();
    }

    /// Books what it came to, and gives back the rest.
    void settle(Tab tab) {
        var real = new ArrayList<Part>(reserved.size());
        var booked = new ArrayList<Tab.Booked>(reserved.size());
        reserved.forEach((account, amount) -> {
            long spent = spent(account);
            real.add(new Part(account, spent));
            booked.add(new Tab.Booked(account.name(), spent, amount));
        });
        ledger.settle(call, List.copyOf(real));
        tab.settled(money(), booked, lines);
    }

    private Money money() {
        long delivered = 0;
        long savings = 0;
        var estimated = new LinkedHashSet<String>();
        var prices = new LinkedHashSet<String>();
        for (Line line : lines) {
            delivered += line.delivered();
            savings += line.savings();
            estimated.add(line.estimated());
            prices.add(line.price());
        }
        return new Money(
                Line.priced(lines) ? OptionalLong.of(cost()) : OptionalLong.empty(),
                delivered,
                most,
                savings,
                joined(estimated),
                joined(prices));
    }

    private static String joined(Set<String> words) {
        words.remove("");
        return String.join(" ", words);
    }

    private long cost() {
        return Line.cost(lines);
    }

    private long spent(Account account) {
        long spent = 0;
        for (Line line : lines) {
            if (Quote.counts(account, line.target())) {
                spent += switch (account.unit()) {
                    case NANO_USD -> line.cost();
                    case TOKENS -> line.usage().input() + line.usage().output();
                };
            }
        }
        return spent;
    }
}
