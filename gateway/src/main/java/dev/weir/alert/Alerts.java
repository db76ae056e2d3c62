package dev.weir.alert;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets;
import dev.weir.directory.Budgets.Said;
import dev.weir.store.Books;
import dev.weir.store.Books.Due;
import dev.weir.store.Books.Stand;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Balance;
import dev.weir.store.StoreUnavailable;
import dev.weir.store.UsageQuery;
import dev.weir.store.UsageQuery.Dimension;
import dev.weir.store.Used;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that each threshold of each budget is told once in its period, whichever gateway notices and however
/// often gateways start: the books remember what was said and what was sent. What cannot be sent now is sent later,
/// with growing pauses, for as long as it takes.
///
/// [#booked] may be called by anybody at any time and never waits. Everything else happens on one thread.
public final class Alerts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final int MOST_WAITING = 100_000;
    private static final Duration TICK = Duration.ofSeconds(5);

    /// What was lowered, and what was spent when nobody looked, is noticed after so long.
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(5);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Supplier<Budgets> budgets;
    private final Function<Account, Balance> balances;
    private final Books books;
    private final Supplier<Optional<Webhook>> webhook;
    private final InstantSource clock;

    private final Queue<Threshold> reached = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Semaphore wanted = new Semaphore(0);

    /// Up to which percentage an account has been handed on.
    private final Cache<String, Integer> noticed =
            Caffeine.newBuilder().maximumSize(MOST_WAITING).build();

    /// Of alerts that could not be sent.
    private final Map<String, Trouble> troubles = new HashMap<>();

    private Instant swept = Instant.EPOCH;
    private volatile boolean closed;

    private record Trouble(int failures, Instant again) {}

    /// @param budgets those in force
    /// @param balances how an account stands, as far as it is known without waiting
    /// @param webhook where alerts are sent, if anywhere; the log has them in any case
    public Alerts(
            Supplier<Budgets> budgets,
            Function<Account, Balance> balances,
            Books books,
            Supplier<Optional<Webhook>> webhook,
            InstantSource clock) {
        this.budgets = budgets;
        this.balances = balances;
        this.books = books;
        this.webhook = webhook;
        this.clock = clock;
    }

    public void start() {
        Thread.ofVirtual().name("alerts").start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                if (wanted.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                    wanted.drainPermits();
                }
                tick();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks at accounts on which something was booked.
    ///
    /// @param names of accounts
    public void booked(Set<String> names) {
        Map<String, Said> all = budgets.get().all();
        names.forEach(name -> look(name, all));
    }

    /// An account's name begins with the id of its budget, which may hold slashes itself.
    private void look(String name, Map<String, Said> all) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            Said said = all.get(name.substring(0, slash));
            if (said != null) {
                accounts(said.budget())
                        .filter(account -> account.name().equals(name))
                        .forEach(account -> notice(said.budget(), account, balances.apply(account)));
            }
        }
    }

    /// The accounts of now and of the period before, to which calls are booked that ran when it ended.
    private Stream<Account> accounts(Budget budget) {
        Instant now = clock.instant();
        Instant before = budget.period()
                .first(now)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .minusNanos(1);
        return Stream.concat(budget.accounts(now).stream(), budget.accounts(before).stream())
                .distinct();
    }

    private void notice(Budget budget, Account account, Balance balance) {
        int before = noticed.asMap().getOrDefault(account.name(), 0);
        for (Threshold threshold : Threshold.reached(budget, account, balance)) {
            // What does not fit is noticed by the next sweep.
            if (threshold.percent() > before && reached.offer(threshold)) {
                noticed.asMap().merge(account.name(), threshold.percent(), Math::max);
                wanted.release();
            }
        }
    }

    /// Tells the books what was reached, and sends what is due. Waits.
    void tick() {
        try {
            if (Duration.between(swept, clock.instant()).compareTo(BETWEEN_SWEEPS) >= 0) {
                sweep();
            }
            for (Threshold next = reached.poll(); next != null; next = reached.poll()) {
                say(next);
            }
            send();
        } catch (StoreUnavailable away) {
            LOG.atWarn().addKeyValue("why", String.valueOf(away.getMessage())).log("alerts wait for the store");
        } catch (RuntimeException failure) {
            LOG.atError().setCause(failure).log("alerts could not be looked after; it is tried again");
        }
    }

    /// Looks at every account of now as all gateways know it.
    private void sweep() {
        Instant now = clock.instant();
        budgets.get()
                .all()
                .values()
                .forEach(said -> said.budget()
                        .accounts(now)
                        .forEach(account -> notice(said.budget(), account, booked(account))));
        swept = now;
    }

    private Balance booked(Account account) {
        Stand stand = books.balance(account);
        return new Balance(stand.spent() + stand.lapsed(), stand.leased(), stand.overrun());
    }

    private void say(Threshold threshold) {
        try {
            String json = threshold.json(clock.instant(), topModel(threshold));
            if (books.once(threshold.key(), json)) {
                LOG.atWarn().addKeyValue("alert", json).log("a budget has reached a threshold");
            }
        } catch (RuntimeException failure) {
            // The next sweep notices it again.
            noticed.invalidate(threshold.account().name());
            swept = Instant.EPOCH;
            throw failure;
        }
    }

    /// What cost most in the whole period, of the models that the account is about.
    private String topModel(Threshold threshold) {
        return dimension(threshold.budget().scope()).stream()
                .flatMap(dimension -> books
                        .usage(new UsageQuery(
                                List.of(Dimension.MODEL),
                                Map.of(dimension, threshold.budget().holder()),
                                threshold.account().opening().from(),
                                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)))
                        .stream())
                .filter(used -> threshold.isAbout(model(used)))
                .max(Comparator.comparingLong(used -> used.tally().cost()))
                .map(Alerts::model)
                .orElse("");
    }

    private static String model(Used used) {
        return used.by().getOrDefault(Dimension.MODEL, "");
    }

    /// Sessions are not told apart in the usage.
    private static Optional<Dimension> dimension(Scope scope) {
        return switch (scope) {
            case TEAM -> Optional.of(Dimension.TEAM);
            case CLIENT -> Optional.of(Dimension.CLIENT);
            case USER -> Optional.of(Dimension.USER);
            case PROJECT -> Optional.of(Dimension.PROJECT);
            case SESSION -> Optional.empty();
        };
    }

    private void send() {
        Instant now = clock.instant();
        for (Due due : books.due()) {
            Trouble trouble = troubles.get(due.key());
            if (trouble == null || !now.isBefore(trouble.again())) {
                send(due, trouble == null ? 0 : trouble.failures());
            }
        }
    }

    private void send(Due due, int failures) {
        try {
            Optional<Webhook> to = webhook.get();
            if (to.isPresent()) {
                to.get().send(due.key(), due.json());
            }
            books.done(due.key());
            troubles.remove(due.key());
        } catch (IOException failure) {
            Duration pause = pause(failures);
            troubles.put(due.key(), new Trouble(failures + 1, clock.instant().plus(pause)));
            LOG.atWarn()
                    .addKeyValue("alert", due.key())
                    .addKeyValue("why", String.valueOf(failure.getMessage()))
                    .addKeyValue("again_in", pause)
                    .log("an alert could not be sent");
        }
    }

    /// A minute, and twice as long each time, up to an hour.
    private static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    @Override
    public void close() {
        closed = true;
        wanted.release();
    }
}
