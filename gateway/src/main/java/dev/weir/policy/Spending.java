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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

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
        return new Reserved(
                reserved.entrySet().stream()
                        .collect(Collectors.toMap(one -> one.getKey().name(), Map.Entry::getValue)),
                all);
    }

    @Override
    public OptionalLong cost(Target target, Usage usage) {
        Offer offer = quote.of(target).orElseThrow();
        List<Line> all =
                Charging.of(offer, new Work(Charge.COUNTED, usage, 0, 0, true), model -> quoting.beside(offer, model));
        return all.stream().allMatch(Line::priced)
                ? OptionalLong.of(cost() + all.stream().mapToLong(Line::cost).sum())
                : OptionalLong.empty();
    }

    /// Books what it came to, and gives back the rest.
    void settle(Tab tab) {
        var real = reserved.keySet().stream()
                .map(account -> new Part(account, spent(account)))
                .toList();
        ledger.settle(call, real);
        tab.settled(
                money(),
                real.stream()
                        .map(part -> new Tab.Booked(
                                part.account().name(), part.amount(), reserved.getOrDefault(part.account(), 0L)))
                        .toList(),
                lines);
    }

    private Money money() {
        return new Money(
                lines.stream().allMatch(Line::priced) ? OptionalLong.of(cost()) : OptionalLong.empty(),
                lines.stream().mapToLong(Line::delivered).sum(),
                most,
                lines.stream().mapToLong(Line::savings).sum(),
                joined(lines.stream().map(Line::estimated).toList()),
                joined(lines.stream().map(Line::price).toList()));
    }

    private static String joined(List<String> words) {
        return words.stream().filter(word -> !word.isEmpty()).distinct().collect(Collectors.joining(" "));
    }

    private long cost() {
        return lines.stream().mapToLong(Line::cost).sum();
    }

    private long spent(Account account) {
        return lines.stream()
                .filter(line -> Quote.counts(account, line.target()))
                .mapToLong(line -> switch (account.unit()) {
                    case NANO_USD -> line.cost();
                    case TOKENS -> line.usage().input() + line.usage().output();
                })
                .sum();
    }
}
