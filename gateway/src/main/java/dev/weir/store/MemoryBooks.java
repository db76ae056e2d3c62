package dev.weir.store;

import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.UsageQuery.Dimension;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// The books of one process, which end with it. Whoever holds the monitor reads and writes them, and does nothing else
/// meanwhile.
public final class MemoryBooks implements Books {

    private static final class Page {
        private long spent;
        private long overrun;
        private long wantedUntil;
        private final Map<String, Lease> leases = new TreeMap<>();

        Page(long spent) {
            this.spent = spent;
        }
    }

    private static final class Lease {
        private long amount;
        private long version;

        void add(long more) {
            amount += more;
            version++;
        }
    }

    private static final class Gateway {
        private long fence;
        private long position;
        private long endsAt;
    }

    private static final class Alert {
        private final String json;
        private long dueAt;
        private boolean done;

        Alert(String json, long dueAt) {
            this.json = json;
            this.dueAt = dueAt;
        }
    }

    private final LongSupplier millis;
    private final Map<String, Gateway> gateways = new TreeMap<>();
    private final Map<String, Page> pages = new TreeMap<>();
    private final Map<UsageKey, Tally> usage = new HashMap<>();
    private final Map<String, Alert> alerts = new LinkedHashMap<>();

    /// @param millis the clock by which gateways live
    public MemoryBooks(LongSupplier millis) {
        this.millis = millis;
    }

    @Override
    public synchronized Begun begin(String name) {
        Gateway gateway = gateways.computeIfAbsent(name, _ -> new Gateway());
        gateway.fence++;
        gateway.endsAt = millis.getAsLong() + LIFE.toMillis();
        return new Begun(new Writer(name, gateway.fence), gateway.position);
    }

    @Override
    public synchronized Grant draw(Writer writer, Account account, long need, int parts) {
        living(writer);
        Page page = pages.computeIfAbsent(account.name(), _ -> new Page(opening(account)));
        Lease lease = page.leases.computeIfAbsent(writer.gateway(), _ -> new Lease());
        long left = account.limit() - page.spent - leased(page);
        long now = millis.getAsLong();
        if (need > Math.max(0, left)) {
            if (held(account.name(), page, writer).elsewhere() > 0) {
                page.wantedUntil = now + RECALL.toMillis();
            }
            return new Grant(0, Math.max(0, left), held(account.name(), page, writer));
        }
        long ahead = need == 0 || now < page.wantedUntil ? 0 : (left - need) / parts;
        lease.add(need + ahead);
        return new Grant(need + ahead, Math.max(0, left - need - ahead), held(account.name(), page, writer));
    }

    @Override
    public synchronized Held giveBack(Writer writer, String account, long version, long amount) {
        living(writer);
        Page page = pages.computeIfAbsent(account, _ -> new Page(0));
        Lease lease = page.leases.get(writer.gateway());
        if (lease != null && lease.version == version) {
            lease.add(-Math.min(amount, lease.amount));
        }
        return held(account, page, writer);
    }

    @Override
    public synchronized List<Held> renew(Writer writer) {
        living(writer);
        long now = millis.getAsLong();
        var wanted = new ArrayList<Held>();
        pages.forEach((name, page) -> {
            Lease lease = page.leases.get(writer.gateway());
            if (lease != null && lease.amount > 0 && now < page.wantedUntil) {
                wanted.add(held(name, page, writer));
            }
        });
        return wanted;
    }

    @Override
    public synchronized Posted post(Writer writer, long from, long to, List<Posting> postings) {
        Gateway gateway = living(writer);
        if (gateway.position == from && from != to) {
            gateway.position = to;
            postings.forEach(posting -> book(writer, posting));
        }
        List<Held> charged = postings.stream()
                .flatMap(posting -> posting.charges().stream())
                .map(Posting.Charge::account)
                .distinct()
                .flatMap(account -> held(account, writer).stream())
                .toList();
        return new Posted(gateway.position, charged);
    }

    private List<Held> held(String account, Writer writer) {
        Page page = pages.get(account);
        return page == null || !page.leases.containsKey(writer.gateway())
                ? List.of()
                : List.of(held(account, page, writer));
    }

    private void book(Writer writer, Posting posting) {
        for (Posting.Charge charge : posting.charges()) {
            Page page = pages.get(charge.account());
            if (page != null) {
                page.spent += charge.amount();
                page.overrun += Math.max(0, charge.amount() - charge.reserved());
                Lease lease = page.leases.get(writer.gateway());
                if (lease != null) {
                    lease.add(-Math.min(charge.amount(), lease.amount));
                }
            }
        }
        posting.lines().forEach(line -> usage.merge(line.key(), line.tally(), Tally::plus));
    }

    @Override
    public synchronized void reset(Writer writer) {
        living(writer);
        lower(writer.gateway());
    }

    private void lower(String gateway) {
        for (Page page : pages.values()) {
            Lease lease = page.leases.get(gateway);
            if (lease != null) {
                lease.add(-lease.amount);
            }
        }
    }

    @Override
    public synchronized Stand balance(Account account) {
        Page page = pages.get(account.name());
        if (page == null) {
            return new Stand(opening(account), 0, 0, 0);
        }
        long lapsed = lapsed(page);
        return new Stand(page.spent, leased(page) - lapsed, lapsed, page.overrun);
    }

    @Override
    public synchronized List<Lost> lost() {
        var lost = new ArrayList<Lost>();
        gateways.forEach((name, gateway) -> {
            var leases = new HashMap<String, Long>();
            pages.forEach((account, page) -> {
                Lease lease = page.leases.get(name);
                if (lease != null && lease.amount > 0) {
                    leases.put(account, lease.amount);
                }
            });
            if (!leases.isEmpty() && lost(name)) {
                Instant heard = Instant.ofEpochMilli(gateway.endsAt).minus(LIFE);
                lost.add(new Lost(name, gateway.fence, heard, leases));
            }
        });
        return lost;
    }

    @Override
    public synchronized boolean release(Lost lost) {
        Gateway gateway = gateways.get(lost.gateway());
        if (gateway == null || gateway.fence != lost.fence() || !lost(lost.gateway())) {
            return false;
        }
        gateway.fence++;
        lower(lost.gateway());
        return true;
    }

    /// The gateway, if the writer still is this gateway; it was heard of just now.
    private Gateway living(Writer writer) {
        Gateway gateway = gateways.get(writer.gateway());
        if (gateway == null || gateway.fence != writer.fence()) {
            throw new Superseded(writer.gateway());
        }
        gateway.endsAt = millis.getAsLong() + LIFE.toMillis();
        return gateway;
    }

    private boolean lost(String name) {
        Gateway gateway = gateways.get(name);
        return gateway == null || gateway.endsAt <= millis.getAsLong();
    }

    private Held held(String account, Page page, Writer writer) {
        Lease own = page.leases.computeIfAbsent(writer.gateway(), _ -> new Lease());
        long lapsed = lapsed(page);
        return new Held(
                account,
                own.amount,
                own.version,
                page.spent + lapsed,
                leased(page) - lapsed - own.amount,
                page.overrun);
    }

    private static long leased(Page page) {
        return page.leases.values().stream().mapToLong(lease -> lease.amount).sum();
    }

    private long lapsed(Page page) {
        return page.leases.entrySet().stream()
                .filter(entry -> lost(entry.getKey()))
                .mapToLong(entry -> entry.getValue().amount)
                .sum();
    }

    /// What was used of an account before it was opened. Sessions are not told apart in the usage.
    private long opening(Account account) {
        Opening opening = account.opening();
        if (opening.dimension().equals("session")) {
            return 0;
        }
        Dimension dimension = Dimension.valueOf(opening.dimension().toUpperCase(Locale.ROOT));
        return usage.entrySet().stream()
                .filter(entry -> !entry.getKey().day().isBefore(opening.from()))
                .filter(entry -> entry.getKey().of(dimension).equals(opening.holder()))
                .filter(entry -> opening.covers(entry.getKey().model()))
                .mapToLong(entry -> switch (account.unit()) {
                    case NANO_USD -> entry.getValue().cost();
                    case TOKENS -> entry.getValue().tokens();
                })
                .sum();
    }

    @Override
    public synchronized List<Used> usage(UsageQuery query) {
        var rows = new HashMap<Map<Dimension, String>, Tally>();
        usage.forEach((key, tally) -> {
            if (asked(query, key)) {
                var by = new EnumMap<Dimension, String>(Dimension.class);
                query.by().forEach(dimension -> by.put(dimension, key.of(dimension)));
                rows.merge(by, tally, Tally::plus);
            }
        });
        return rows.entrySet().stream()
                .map(row -> new Used(row.getKey(), row.getValue()))
                .sorted(query.order())
                .toList();
    }

    private static boolean asked(UsageQuery query, UsageKey key) {
        LocalDate day = key.day();
        return !day.isBefore(query.from())
                && !day.isAfter(query.to())
                && query.only().entrySet().stream()
                        .allMatch(only -> key.of(only.getKey()).equals(only.getValue()));
    }

    @Override
    public synchronized boolean once(String key, String json) {
        return alerts.putIfAbsent(key, new Alert(json, millis.getAsLong())) == null;
    }

    @Override
    public synchronized boolean isSaid(String key) {
        return alerts.containsKey(key);
    }

    @Override
    public synchronized List<Due> due() {
        long now = millis.getAsLong();
        var due = new ArrayList<Due>();
        alerts.forEach((key, alert) -> {
            if (!alert.done && alert.dueAt <= now) {
                alert.dueAt = now + SENDING.toMillis();
                due.add(new Due(key, alert.json));
            }
        });
        return due;
    }

    @Override
    public synchronized void done(String key) {
        Alert alert = alerts.get(key);
        if (alert != null) {
            alert.done = true;
        }
    }
}
