package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.Books.Stand;
import dev.weir.store.Books.Writer;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Answer;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Ledger.Part;
import dev.weir.store.Ledger.Unit;
import dev.weir.store.Posting.Charge;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Two gateways with real ledgers on real books, a budget of five, and everything that can happen to them, one step at
/// a time. What the books are asked can be lost, answered in vain, come late, or be overtaken by a posting.
final class LedgerWorld {

    static final long LIMIT = 5;
    private static final long TICK_MILLIS = 45_000;
    private static final int MOST_OPEN = 2;
    private static final Account ACCOUNT =
            new Account("a", LIMIT, Unit.NANO_USD, new Opening("session", "", "*", LocalDate.EPOCH));

    private static final Map<String, Field> FIELDS = new HashMap<>();

    enum Kind {
        RESERVE,
        SEND,
        SETTLE,
        POST,
        POST_UNHEARD,
        HEAR,
        RENEW,
        CRASH,
        RESTART,
        TICK,
        ARRIVE
    }

    /// What becomes of the next question to the books.
    enum Fault {
        NONE,
        /// It never gets there.
        LOST,
        /// It is done, and nobody hears of it.
        UNHEARD,
        /// The gateway gives up on it, and later it is done all the same.
        LATE,
        /// What is settled is posted, and heard of, before it is done.
        POSTED_BEFORE,
        /// The same after it is done and before that is heard of.
        POSTED_AFTER
    }

    /// @param which the gateway
    /// @param amount how much, or which of the open calls by `amount / 10` and by how much more or less by the rest
    record Step(Kind kind, int which, int amount, Fault fault) {}

    private static final class Call {
        final String id;
        final long reserved;
        boolean sent;

        Call(String id, long reserved) {
            this.id = id;
            this.reserved = reserved;
        }
    }

    /// What the journal says of a call that is over.
    private record Ended(String id, long real, long reserved) {}

    /// What was asked of the books and has not come to them yet.
    private record Late(String name, Object[] arguments, Supplier<Object> done) {

        /// As it looks to a lease of a version.
        String of(long version) {
            return switch (name) {
                case "draw" -> "d" + arguments[2];
                case "giveBack" -> "g" + (version - (long) arguments[2]) + arguments[3];
                default -> name;
            };
        }
    }

    private final class Gateway {
        final String name;
        Writer writer;

        @Nullable
        LeasedLedger ledger;
        /// Calls that run, and those that were sent before a crash.
        final List<Call> open = new ArrayList<>();
        final List<Ended> journal = new ArrayList<>();
        long posted;

        @Nullable
        Runnable unheard;

        @Nullable
        Late late;

        Fault fault = Fault.NONE;

        Gateway(String name) {
            this.name = name;
            this.writer = books.begin(name).writer();
            this.ledger = ledger();
        }

        LeasedLedger ledger() {
            Books wire = (Books)
                    Proxy.newProxyInstance(LedgerWorld.class.getClassLoader(), new Class<?>[] {Books.class}, asked());
            return new LeasedLedger(wire, writer, 2, () -> millis * 1_000_000);
        }

        InvocationHandler asked() {
            return (_, method, arguments) -> {
                Supplier<Object> real = () -> {
                    try {
                        return method.invoke(books, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw (RuntimeException) thrown.getTargetException();
                    } catch (IllegalAccessException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                };
                if (method.getName().equals("renew")) {
                    return real.get(); // if it is lost, it is as if it had not come to that
                }
                Fault now = fault;
                fault = Fault.NONE;
                faults += now == Fault.NONE ? 0 : 1;
                return switch (now) {
                    case NONE -> real.get();
                    case LOST -> throw new StoreUnavailable("lost", new IllegalStateException());
                    case UNHEARD -> throw new StoreUnavailable("unheard", new IllegalStateException("" + real.get()));
                    case LATE -> {
                        late = new Late(method.getName(), arguments, real);
                        throw new StoreUnavailable("late", new IllegalStateException());
                    }
                    case POSTED_BEFORE -> {
                        post().run();
                        yield real.get();
                    }
                    case POSTED_AFTER -> {
                        Object answer = real.get();
                        post().run();
                        yield answer;
                    }
                };
            };
        }

        /// Posts what is in the journal.
        ///
        /// @return what is done when it is heard of
        Runnable post() {
            long from = posted;
            List<Posting> postings =
                    journal.stream().skip(from).map(LedgerWorld::posting).toList();
            Books.Posted now = books.post(writer, from, journal.size(), postings);
            return () -> {
                posted = Math.max(posted, now.position());
                if (ledger != null) {
                    ledger.posted(postings.subList(0, (int) (now.position() - from)), now.accounts());
                }
            };
        }

        void restart() {
            Books.Begun begun = books.begin(name);
            writer = begun.writer();
            posted = begun.position();
            late = null;
            open.forEach(call -> journal.add(new Ended(call.id, call.reserved, call.reserved)));
            open.clear();
            post().run();
            books.reset(writer);
            ledger = ledger();
        }
    }

    private final int most;
    private int faults;
    private long millis = 1_000_000;
    private int calls;
    private final MemoryBooks books = new MemoryBooks(() -> millis);
    private final List<Gateway> gateways = List.of(new Gateway("a"), new Gateway("b"));

    /// @param most how many faults there are at most
    LedgerWorld(int most) {
        this.most = most;
    }

    private static Posting posting(Ended ended) {
        return new Posting(ended.id, List.of(new Charge(ACCOUNT.name(), ended.real, ended.reserved)), List.of());
    }

    /// Everything that can happen now.
    List<Step> possible() {
        var steps = new ArrayList<Step>();
        for (int which = 0; which < gateways.size(); which++) {
            Gateway gateway = gateways.get(which);
            if (gateway.late != null) {
                steps.add(new Step(Kind.ARRIVE, which, 0, Fault.NONE));
            }
            if (gateway.ledger == null) {
                steps.add(new Step(Kind.RESTART, which, 0, Fault.NONE));
                continue;
            }
            for (Fault fault : faults < most ? Fault.values() : new Fault[] {Fault.NONE}) {
                boolean nothingToPost = gateway.posted == gateway.journal.size() || gateway.unheard != null;
                boolean posts = fault == Fault.POSTED_BEFORE || fault == Fault.POSTED_AFTER;
                if ((posts && nothingToPost) || (fault == Fault.LATE && gateway.late != null)) {
                    continue;
                }
                steps.add(new Step(Kind.RENEW, which, 0, fault));
                for (int amount = 1; amount <= 3 && gateway.open.size() < MOST_OPEN; amount++) {
                    steps.add(new Step(Kind.RESERVE, which, amount, fault));
                }
            }
            for (int i = 0; i < gateway.open.size(); i++) {
                Call call = gateway.open.get(i);
                if (!call.sent) {
                    steps.add(new Step(Kind.SEND, which, i, Fault.NONE));
                    steps.add(new Step(Kind.SETTLE, which, i * 10, Fault.NONE));
                } else {
                    for (long real = Math.max(0, call.reserved - 1); real <= call.reserved + 1; real++) {
                        if (real <= call.reserved || overrun() == 0) {
                            steps.add(new Step(Kind.SETTLE, which, (int) (i * 10L + real), Fault.NONE));
                        }
                    }
                }
            }
            if (gateway.unheard != null) {
                steps.add(new Step(Kind.HEAR, which, 0, Fault.NONE));
            } else if (gateway.posted < gateway.journal.size()) {
                steps.add(new Step(Kind.POST, which, 0, Fault.NONE));
                steps.add(new Step(Kind.POST_UNHEARD, which, 0, Fault.NONE));
            }
            steps.add(new Step(Kind.CRASH, which, 0, Fault.NONE));
        }
        steps.add(new Step(Kind.TICK, 0, 0, Fault.NONE));
        return steps;
    }

    void happen(Step step) {
        Gateway gateway = gateways.get(step.which());
        gateway.fault = step.fault();
        switch (step.kind()) {
            case RESERVE -> reserve(gateway, step.amount());
            case SEND -> {
                Call call = gateway.open.get(step.amount());
                call.sent = true;
                ledger(gateway).sent(call.id);
            }
            case SETTLE -> settle(gateway, gateway.open.get(step.amount() / 10), step.amount() % 10);
            case POST -> gateway.post().run();
            case POST_UNHEARD -> gateway.unheard = gateway.post();
            case HEAR -> {
                Runnable heard = gateway.unheard;
                gateway.unheard = null;
                if (heard != null) {
                    heard.run();
                }
            }
            case RENEW -> ledger(gateway).renew();
            case CRASH -> {
                gateway.ledger = null;
                gateway.unheard = null;
                gateway.open.removeIf(call -> !call.sent);
            }
            case RESTART -> gateway.restart();
            case TICK -> millis += TICK_MILLIS;
            case ARRIVE -> {
                Late late = gateway.late;
                gateway.late = null;
                arrive(late);
            }
        }
        gateway.fault = Fault.NONE;
    }

    private static void arrive(@Nullable Late late) {
        try {
            if (late != null) {
                Object _ = late.done().get();
            }
        } catch (Superseded _) {
            // It was asked before a restart.
        }
    }

    private static LeasedLedger ledger(Gateway gateway) {
        LeasedLedger ledger = gateway.ledger;
        if (ledger == null) {
            throw new IllegalStateException(gateway.name + " is down");
        }
        return ledger;
    }

    private boolean reserve(Gateway gateway, long amount) {
        String id = gateway.name + calls++;
        try {
            Answer answer = ledger(gateway).reserve(id, List.of(new Part(ACCOUNT, amount)), Duration.ZERO);
            if (answer instanceof Answer.Reserved) {
                gateway.open.add(new Call(id, amount));
                gateway.open.sort(
                        Comparator.comparing((Call call) -> call.sent).thenComparingLong(call -> call.reserved));
                return true;
            }
        } catch (StoreUnavailable _) {
            // Then it is refused.
        }
        return false;
    }

    private static void settle(Gateway gateway, Call call, long real) {
        gateway.open.remove(call);
        gateway.journal.add(new Ended(call.id, real, call.reserved));
        ledger(gateway).settle(call.id, List.of(new Part(ACCOUNT, real)));
    }

    private long overrun() {
        return gateways.stream()
                .flatMap(gateway -> gateway.journal.stream())
                .mapToLong(ended -> Math.max(0, ended.real - ended.reserved))
                .sum();
    }

    private long spent() {
        return gateways.stream()
                .flatMap(gateway -> gateway.journal.stream())
                .mapToLong(Ended::real)
                .sum();
    }

    private long running() {
        return gateways.stream()
                .flatMap(gateway -> gateway.open.stream())
                .mapToLong(call -> call.reserved)
                .sum();
    }

    /// What holds at any time.
    void check() {
        assertThat(spent() + running()).as("spent and reserved").isLessThanOrEqualTo(LIMIT + overrun());
        Stand stand = books.balance(ACCOUNT);
        assertThat(List.of(stand.spent(), stand.leased(), stand.lapsed(), stand.overrun()))
                .allMatch(amount -> amount >= 0);
        assertThat(stand.spent() + stand.leased() + stand.lapsed())
                .as("booked and leased")
                .isLessThanOrEqualTo(LIMIT + stand.overrun());
    }

    /// When everything has ended and is booked, the whole rest can be reserved by either of them, and no more; but what
    /// one had ahead when another's call overran, it may still spend.
    void end(int by) {
        for (Gateway gateway : gateways) {
            arrive(gateway.late);
            gateway.late = null;
            if (gateway.ledger == null) {
                gateway.restart();
            }
            if (gateway.unheard != null) {
                gateway.unheard.run();
                gateway.unheard = null;
            }
            List.copyOf(gateway.open).forEach(call -> settle(gateway, call, call.reserved));
            gateway.post().run();
        }
        assertThat(books.balance(ACCOUNT).spent()).isEqualTo(spent());
        assertThat(books.balance(ACCOUNT).overrun()).isEqualTo(overrun());
        long rest = LIMIT - spent();
        if (rest > 0) {
            assertThat(reservedInTheEnd(gateways.get(by), rest)).as("the rest").isTrue();
        }
        if (overrun() == 0) {
            assertThat(reservedInTheEnd(gateways.get(1 - by), 1)).as("more").isFalse();
        }
        check();
    }

    private boolean reservedInTheEnd(Gateway gateway, long amount) {
        for (int i = 0; i < 4; i++) {
            if (reserve(gateway, amount)) {
                return true;
            }
            gateways.forEach(one -> ledger(one).renew());
        }
        return false;
    }

    /// What tells this world from others whose future may be different.
    String fingerprint() {
        var text = new StringBuilder().append(faults).append(overrun());
        Object page = ((Map<?, ?>) field(books, "pages")).get(ACCOUNT.name());
        if (page != null) {
            text.append(field(page, "spent")).append(field(page, "overrun"));
            text.append((long) field(page, "wantedUntil") > millis ? 'w' : '-');
        }
        // It does not matter which is which.
        gateways.stream().map(gateway -> fingerprint(gateway, page)).sorted().forEach(text::append);
        return text.toString();
    }

    private String fingerprint(Gateway gateway, @Nullable Object page) {
        var text = new StringBuilder("|");
        Object lease = page == null ? null : ((Map<?, ?>) field(page, "leases")).get(gateway.name);
        long version = lease == null ? 0 : (long) field(lease, "version");
        text.append(lease == null ? "-" : field(lease, "amount"));
        Object row = Objects.requireNonNull(((Map<?, ?>) field(books, "gateways")).get(gateway.name));
        text.append(age((long) field(row, "endsAt") - Books.LIFE.toMillis()));
        text.append('j');
        gateway.journal.stream()
                .skip(gateway.posted)
                .forEach(ended -> text.append(ended.real).append(ended.reserved));
        text.append(gateway.journal.size() - (long) field(row, "position"));
        gateway.open.forEach(call -> text.append(call.sent ? 's' : 'r').append(call.reserved));
        text.append(gateway.unheard != null ? 'u' : '-');
        text.append(gateway.late != null ? gateway.late.of(version) : "-");
        LeasedLedger ledger = gateway.ledger;
        if (ledger != null) {
            text.append((boolean) field(ledger, "heard") ? age((long) field(ledger, "heardAt") / 1_000_000) : "n");
            Object state = ((Map<?, ?>) field(ledger, "states")).get(ACCOUNT.name());
            if (state != null) {
                for (String name : List.of("lease", "leaving", "reserved", "unposted", "denied")) {
                    text.append(',').append(field(state, name));
                }
                text.append(',').append(version - (long) field(state, "version"));
                text.append(age((long) field(state, "usedAt") / 1_000_000));
            }
        }
        return text.toString();
    }

    private long age(long since) {
        return Math.min(2, (millis - since) / TICK_MILLIS);
    }

    private static Object field(Object of, String name) {
        try {
            return FIELDS.computeIfAbsent(of.getClass().getName() + name, _ -> found(of.getClass(), name))
                    .get(of);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Field found(Class<?> of, String name) {
        try {
            Field field = of.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException renamed) {
            throw new IllegalStateException(renamed);
        }
    }
}
