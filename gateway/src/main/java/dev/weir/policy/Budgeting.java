package dev.weir.policy;

import dev.weir.call.Call;
import dev.weir.call.Declared;
import dev.weir.call.Filter;
import dev.weir.call.Funds;
import dev.weir.call.Overrides;
import dev.weir.call.Principal;
import dev.weir.call.Tab;
import dev.weir.config.Unpriced;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets;
import dev.weir.meter.Dollars;
import dev.weir.meter.OutputLimit;
import dev.weir.policy.Drafts.Draft;
import dev.weir.policy.Drafts.Drawn;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Ledger;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Answer;
import dev.weir.store.Ledger.Balance;
import dev.weir.store.Ledger.Part;
import dev.weir.store.Ledger.Unit;
import dev.weir.store.StoreUnavailable;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.RequestShape;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Lets nobody spend more than their budgets allow. The most that the call can cost is put aside in all budgets that
/// it draws on before a provider is asked, and what it did cost is booked after; so many calls at once cannot overdraw
/// a budget that each of them alone would respect.
///
/// Agents ask for far more output than they use. So where a budget is too short for that, the call first waits for
/// others that run; then its output is limited to what can still be paid for; only then it is refused.
public final class Budgeting implements Filter {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final long LEAST_OUTPUT = 1_024;
    private static final long LONGEST_LIMIT = 999_999_999;
    private static final int WARN_FROM = 75;

    private final Ledger ledger;
    private final Quoting quoting;
    private final Drafts drafts;
    private final InstantSource clock;
    private final LongSupplier nanos;

    /// @param budgets those in force
    /// @param unpriced what becomes of calls whose price nobody knows
    /// @param nanos a monotonic clock
    public Budgeting(
            Ledger ledger,
            Quoting quoting,
            Supplier<Budgets> budgets,
            Supplier<Unpriced> unpriced,
            InstantSource clock,
            LongSupplier nanos) {
        this.ledger = ledger;
        this.quoting = quoting;
        this.drafts = new Drafts(quoting, budgets, unpriced, clock);
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public Entry enter(Call call) {
        if (Quoting.isFree(call.operation())) {
            call.tab().opens(Funds.FREE);
            return new Entry.Passed(call, _ -> {});
        }
        return switch (draft(call)) {
            case Draft.Refused(Problem problem) -> new Entry.Refused(problem);
            case Draft.Ready draft -> entered(draft.plan().equals(call.plan()) ? call : call.with(draft.plan()), draft);
        };
    }

    private Draft draft(Call call) {
        return drafts.of(call.principal(), call.headers(), call.operation(), call.request(), call.plan());
    }

    private Entry entered(Call call, Draft.Ready draft) {
        Quote quote = draft.quote();
        if (!quote.isPriced()) {
            call.tab().notice("x-weir-unpriced", quote.unpriced().getFirst().toString());
        }
        List<Drawn> drawn = draft.drawn();
        List<Part> parts = parts(drawn, quote);
        if (parts.isEmpty()) {
            return passed(call, quote, parts);
        }
        Optional<Answer> answer = ledger.reserveAtOnce(call.id(), parts);
        if (answer.isPresent() && answer.get() instanceof Answer.Reserved) {
            warn(call, drawn);
            return passed(call, quote, parts);
        }
        return new Entry.Slow(() -> patiently(call, quote, drawn, parts));
    }

    /// On a virtual thread.
    private Entry patiently(Call call, Quote quote, List<Drawn> drawn, List<Part> parts) {
        long from = nanos.getAsLong();
        try {
            Entry entry = switch (ledger.reserve(call.id(), parts, PATIENCE)) {
                case Answer.Reserved() -> passed(call, quote, parts);
                case Answer.Lacking lacking -> lacking(call, quote, drawn, lacking);
            };
            warn(call, drawn);
            return entry;
        } catch (StoreUnavailable away) {
            return new Entry.Refused(new Problem(
                            Kind.STORE_UNAVAILABLE, "the books of the budgets cannot be asked: " + away.getMessage())
                    .retryAfter(AGAIN));
        } finally {
            call.tab().held(Duration.ofNanos(nanos.getAsLong() - from));
        }
    }

    /// There is not enough, and waiting has not helped.
    private Entry lacking(Call call, Quote quote, List<Drawn> drawn, Answer.Lacking lacking) {
        Drawn tight = drawn.stream()
                .filter(one -> one.account().equals(lacking.account()))
                .findFirst()
                .orElseThrow();
        if (lacking.reserved() > 0) {
            return new Entry.Refused(new Problem(
                            Kind.BUDGET_RESERVED,
                            "%s: of %s there is %s left and %s is reserved by calls that run; this call may need %s"
                                    .formatted(
                                            tight.budget().id(),
                                            amount(
                                                    tight.account(),
                                                    tight.account().limit()),
                                            amount(tight.account(), lacking.left()),
                                            amount(tight.account(), lacking.reserved()),
                                            amount(tight.account(), quote.most(tight.account()))),
                            more(tight))
                    .retryAfter(AGAIN));
        }
        return clamped(call, drawn).orElseGet(() -> new Entry.Refused(exhausted(tight, lacking, quote)));
    }

    /// The call with as much output as can be paid for, if that is enough to be worth it.
    private Optional<Entry> clamped(Call call, List<Drawn> drawn) {
        if (!drawn.stream().allMatch(one -> one.budget().clamps())
                || call.plan().steps().stream().anyMatch(step -> Overrides.any(step.settings()))) {
            return Optional.empty();
        }
        OutputLimit limit = OutputLimit.of(call.request(), call.format());
        if (!limit.canBeLowered()) {
            return Optional.empty();
        }
        // A limit that is not there yet makes the request longer, and what is longer costs more.
        if (!(RequestShape.read(limit.lowered(LONGEST_LIMIT)) instanceof RequestShape.Read.Shape(RequestShape said))) {
            return Optional.empty();
        }
        Quote quote = quoting.of(call.operation(), said, call.plan());
        long output = drawn.stream()
                .mapToLong(one -> affordable(one.account(), quote))
                .min()
                .orElse(0);
        long each = output / limit.choices();
        if (each < LEAST_OUTPUT || each <= limit.thinking().orElse(0)) {
            return Optional.empty();
        }
        if (!(RequestShape.read(limit.lowered(each)) instanceof RequestShape.Read.Shape(RequestShape lowered))) {
            return Optional.empty();
        }
        Call less = call.with(lowered);
        Quote lower = quoting.of(less.operation(), lowered, less.plan());
        List<Part> parts = parts(drawn, lower);
        return switch (ledger.reserve(call.id(), parts, Duration.ZERO)) {
            case Answer.Lacking _ -> Optional.empty();
            case Answer.Reserved() -> {
                call.tab().notice(Tab.CLAMPED, Long.toString(each));
                yield Optional.of(passed(less, lower, parts));
            }
        };
    }

    /// The most output at every target that what is left of an account pays for.
    private long affordable(Account account, Quote quote) {
        Balance balance = ledger.balance(account);
        long left = account.limit() - balance.spent() - balance.reserved();
        return quote.offers().stream()
                .filter(offer -> Quote.counts(account, offer.target()))
                .mapToLong(offer -> switch (account.unit()) {
                    case TOKENS -> left - offer.bound().input();
                    case NANO_USD ->
                        switch (offer) {
                            case Offer.Unpriced _ -> Long.MAX_VALUE;
                            case Offer.Priced priced -> priced.price().affordable(priced.bound(), left, priced.terms());
                        };
                })
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private Entry passed(Call call, Quote quote, List<Part> parts) {
        var spending = new Spending(ledger, call.id(), quote, quoting, parts);
        call.tab().opens(spending);
        if (quote.isPriced()) {
            call.tab().notice("x-weir-reserved", Dollars.text(quote.most()));
        }
        return new Entry.Passed(call, _ -> spending.settle(call.tab()));
    }

    /// Under which names a call is counted.
    static Map<Scope, String> holders(Principal principal, Headers headers) {
        var holders = new LinkedHashMap<Scope, String>();
        holders.put(Scope.TEAM, principal.team());
        holders.put(Scope.CLIENT, principal.client());
        if (!principal.user().isEmpty()) {
            holders.put(Scope.USER, principal.user());
        }
        String project = Declared.project(headers);
        if (!project.isEmpty()) {
            holders.put(Scope.PROJECT, project);
        }
        String session = Declared.session(headers);
        if (!session.isEmpty()) {
            holders.put(Scope.SESSION, session);
        }
        return holders;
    }

    private static List<Part> parts(List<Drawn> drawn, Quote quote) {
        var parts = new ArrayList<Part>(drawn.size());
        for (Drawn one : drawn) {
            parts.add(new Part(one.account(), quote.most(one.account())));
        }
        return List.copyOf(parts);
    }

    /// Tells whoever has used most of a budget.
    private void warn(Call call, List<Drawn> drawn) {
        for (Drawn one : drawn) {
            Balance balance = ledger.balance(one.account());
            long limit = one.account().limit();
            if (balance.spent() >= limit - limit / 100 * (100 - WARN_FROM)) {
                call.tab()
                        .notice(
                                "x-weir-budget-used",
                                "%s %s%%".formatted(one.budget().id(), Statement.percent(one.account(), balance)));
                return;
            }
        }
    }

    private Problem exhausted(Drawn tight, Answer.Lacking lacking, Quote quote) {
        Account account = tight.account();
        return new Problem(
                Kind.BUDGET_EXHAUSTED,
                "the budget %s does not pay for this call: of %s there is %s left, and it may need %s%s"
                        .formatted(
                                tight.budget().id(),
                                amount(account, account.limit()),
                                amount(account, lacking.left()),
                                amount(account, quote.most(account)),
                                tight.budget()
                                        .renewed(clock.instant())
                                        .map(at -> "; it begins anew at " + at)
                                        .orElse("")),
                more(tight));
    }

    private static Map<String, Object> more(Drawn drawn) {
        return Map.of("budget", drawn.budget().id(), "account", drawn.account().name());
    }

    private static String amount(Account account, long amount) {
        return account.unit() == Unit.NANO_USD ? Dollars.text(amount) + " USD" : amount + " tokens";
    }
}
