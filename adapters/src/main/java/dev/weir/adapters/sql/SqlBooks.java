package dev.weir.adapters.sql;

import dev.weir.store.Books;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Posting;
import dev.weir.store.Posting.Charge;
import dev.weir.store.Superseded;
import dev.weir.store.UsageQuery;
import dev.weir.store.Used;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Books in a SQL database, by the database's clock.
///
/// Whoever writes locks the row of its gateway first, then the rows of accounts in the order of their names, then those
/// of the usage in theirs, so that no two wait for each other. An account's leases change only while its row is locked.
public final class SqlBooks implements Books {

    /// As long as a gateway counts as alive for so long, that it lives need not be written again.
    private static final long FRESH_MILLIS = LIFE.toMillis() * 5 / 6;

    private final Database database;

    public SqlBooks(Database database) {
        this.database = database;
    }

    @Override
    public Begun begin(String gateway) {
        return database.write(connection -> {
            try (var upsert = connection.prepareStatement(
                    "insert into gateway (name, fence, position, ends_at) values (?, 1, 0, ?) on conflict (name)"
                            + " do update set fence = gateway.fence + 1, ends_at = excluded.ends_at"
                            + " returning fence, position")) {
                upsert.setString(1, gateway);
                upsert.setLong(2, database.millis(connection) + LIFE.toMillis());
                try (ResultSet row = upsert.executeQuery()) {
                    row.next();
                    return new Begun(new Writer(gateway, row.getLong(1)), row.getLong(2));
                }
            }
        });
    }

    @Override
    public Grant draw(Writer writer, Account account, long need, int parts) {
        return database.write(connection -> {
            long now = living(connection, writer);
            if (!locked(connection, account.name())) {
                open(connection, account);
                locked(connection, account.name());
            }
            Page page = page(connection, account.name(), writer, now).orElseThrow();
            long left = account.limit() - page.spent() - page.leased();
            if (need > Math.max(0, left)) {
                if (page.elsewhere() > 0) {
                    recall(connection, account.name(), now + RECALL.toMillis());
                }
                return new Grant(0, Math.max(0, left), page.held(account.name()));
            }
            long amount = need + (need == 0 || now < page.wantedUntil() ? 0 : (left - need) / parts);
            add(connection, account.name(), writer, amount);
            Held held =
                    page(connection, account.name(), writer, now).orElseThrow().held(account.name());
            return new Grant(amount, Math.max(0, left - amount), held);
        });
    }

    @Override
    public Held giveBack(Writer writer, String account, long version, long amount) {
        return database.write(connection -> {
            long now = living(connection, writer);
            locked(connection, account);
            try (var update = connection.prepareStatement("update account_lease set version = version + 1,"
                    + " amount = case when amount > ? then amount - ? else 0 end"
                    + " where account = ? and gateway = ? and version = ?")) {
                update.setLong(1, amount);
                update.setLong(2, amount);
                update.setString(3, account);
                update.setString(4, writer.gateway());
                update.setLong(5, version);
                update.executeUpdate();
            }
            return page(connection, account, writer, now)
                    .map(page -> page.held(account))
                    .orElseGet(() -> new Held(account, 0, 0, 0, 0, 0));
        });
    }

    @Override
    public List<Held> renew(Writer writer) {
        Optional<List<Held>> wanted = database.read(connection -> {
            long now = database.millis(connection);
            return fresh(connection, writer, now) ? Optional.of(wanted(connection, writer, now)) : Optional.empty();
        });
        return wanted.orElseGet(
                () -> database.write(connection -> wanted(connection, writer, living(connection, writer))));
    }

    /// Whether it is known that the gateway lives.
    private static boolean fresh(Connection connection, Writer writer, long now) throws SQLException {
        try (var select =
                connection.prepareStatement("select 1 from gateway where name = ? and fence = ? and ends_at > ?")) {
            select.setString(1, writer.gateway());
            select.setLong(2, writer.fence());
            select.setLong(3, now + FRESH_MILLIS);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static List<Held> wanted(Connection connection, Writer writer, long now) throws SQLException {
        var wanted = new ArrayList<Held>();
        try (var select = connection.prepareStatement("select account from account_lease join account"
                + " on account.name = account_lease.account where gateway = ? and amount > 0 and wanted_until > ?")) {
            select.setString(1, writer.gateway());
            select.setLong(2, now);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    String account = rows.getString(1);
                    page(connection, account, writer, now).ifPresent(page -> wanted.add(page.held(account)));
                }
            }
        }
        return wanted;
    }

    @Override
    public Posted post(Writer writer, long from, long to, List<Posting> postings) {
        return database.write(connection -> {
            long now = living(connection, writer);
            Map<String, Charge> charges = charges(postings);
            if (from != to && moved(connection, writer, from, to)) {
                for (Charge charge : charges.values()) {
                    charge(connection, writer, charge);
                }
                SqlUsage.add(connection, postings.stream().flatMap(posting -> posting.lines().stream()));
            }
            var accounts = new ArrayList<Held>();
            for (String account : charges.keySet()) {
                page(connection, account, writer, now)
                        .filter(Page::drawn)
                        .ifPresent(page -> accounts.add(page.held(account)));
            }
            return new Posted(position(connection, writer), accounts);
        });
    }

    /// All charges of an account as one. What is reserved is said to be what was not overrun.
    private static Map<String, Charge> charges(List<Posting> postings) {
        var charges = new TreeMap<String, Charge>();
        for (Posting posting : postings) {
            for (Charge one : posting.charges()) {
                charges.merge(
                        one.account(),
                        new Charge(one.account(), one.amount(), Math.min(one.amount(), one.reserved())),
                        (a, b) -> new Charge(a.account(), a.amount() + b.amount(), a.reserved() + b.reserved()));
            }
        }
        return charges;
    }

    private static boolean moved(Connection connection, Writer writer, long from, long to) throws SQLException {
        try (var update =
                connection.prepareStatement("update gateway set position = ? where name = ? and position = ?")) {
            update.setLong(1, to);
            update.setString(2, writer.gateway());
            update.setLong(3, from);
            return update.executeUpdate() == 1;
        }
    }

    private static long position(Connection connection, Writer writer) throws SQLException {
        try (var select = connection.prepareStatement("select position from gateway where name = ?")) {
            select.setString(1, writer.gateway());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void charge(Connection connection, Writer writer, Charge charge) throws SQLException {
        try (var update = connection.prepareStatement(
                        "update account set spent = spent + ?, overrun = overrun + ? where name = ?");
                var lower = connection.prepareStatement("update account_lease set version = version + 1,"
                        + " amount = case when amount > ? then amount - ? else 0 end"
                        + " where account = ? and gateway = ?")) {
            update.setLong(1, charge.amount());
            update.setLong(2, charge.amount() - charge.reserved());
            update.setString(3, charge.account());
            if (update.executeUpdate() == 1) {
                lower.setLong(1, charge.amount());
                lower.setLong(2, charge.amount());
                lower.setString(3, charge.account());
                lower.setString(4, writer.gateway());
                lower.executeUpdate();
            }
        }
    }

    @Override
    public void reset(Writer writer) {
        database.write(connection -> {
            living(connection, writer);
            lower(connection, writer.gateway());
            return true;
        });
    }

    private static void lower(Connection connection, String gateway) throws SQLException {
        for (String account : drawn(connection, gateway)) {
            locked(connection, account);
            try (var update = connection.prepareStatement("update account_lease set amount = 0,"
                    + " version = version + 1 where account = ? and gateway = ?")) {
                update.setString(1, account);
                update.setString(2, gateway);
                update.executeUpdate();
            }
        }
    }

    private static List<String> drawn(Connection connection, String gateway) throws SQLException {
        var drawn = new ArrayList<String>();
        try (var select =
                connection.prepareStatement("select account from account_lease where gateway = ? and amount > 0")) {
            select.setString(1, gateway);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    drawn.add(rows.getString(1));
                }
            }
        }
        return drawn.stream().sorted().toList();
    }

    @Override
    public Stand balance(Account account) {
        return database.read(connection -> {
            Optional<Page> page = page(connection, account.name(), new Writer("", 0), database.millis(connection));
            return page.isPresent() ? page.get().stand() : new Stand(SqlUsage.opening(connection, account), 0, 0, 0);
        });
    }

    @Override
    public List<Lost> lost() {
        return database.read(connection -> {
            var lost = new ArrayList<Lost>();
            try (var select = connection.prepareStatement("select gateway, fence, ends_at, account, amount"
                    + " from account_lease join gateway on gateway.name = account_lease.gateway"
                    + " where amount > 0 and ends_at <= ? order by gateway, account")) {
                select.setLong(1, database.millis(connection));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Map<String, Long> leases = new HashMap<>(Map.of(rows.getString(4), rows.getLong(5)));
                        String gateway = rows.getString(1);
                        if (!lost.isEmpty() && lost.getLast().gateway().equals(gateway)) {
                            leases.putAll(lost.removeLast().leases());
                        }
                        Instant heard = Instant.ofEpochMilli(rows.getLong(3)).minus(LIFE);
                        lost.add(new Lost(gateway, rows.getLong(2), heard, leases));
                    }
                }
            }
            return lost;
        });
    }

    @Override
    public boolean release(Lost lost) {
        return database.write(connection -> {
            try (var update = connection.prepareStatement(
                    "update gateway set fence = fence + 1 where name = ? and fence = ? and ends_at <= ?")) {
                update.setString(1, lost.gateway());
                update.setLong(2, lost.fence());
                update.setLong(3, database.millis(connection));
                if (update.executeUpdate() == 0) {
                    return false;
                }
            }
            lower(connection, lost.gateway());
            return true;
        });
    }

    /// Locks the gateway's row if the writer still is this gateway, and says that it lives.
    ///
    /// @return the time
    private long living(Connection connection, Writer writer) throws SQLException {
        long now = database.millis(connection);
        try (var update = connection.prepareStatement("update gateway set ends_at = ? where name = ? and fence = ?")) {
            update.setLong(1, now + LIFE.toMillis());
            update.setString(2, writer.gateway());
            update.setLong(3, writer.fence());
            if (update.executeUpdate() == 0) {
                throw new Superseded(writer.gateway());
            }
        }
        return now;
    }

    /// Locks an account's row until the transaction ends.
    ///
    /// @return whether there is one
    private static boolean locked(Connection connection, String account) throws SQLException {
        try (var update = connection.prepareStatement("update account set spent = spent where name = ?")) {
            update.setString(1, account);
            return update.executeUpdate() == 1;
        }
    }

    private static void open(Connection connection, Account account) throws SQLException {
        try (var insert = connection.prepareStatement("insert into account (name, spent, overrun, wanted_until)"
                + " values (?, ?, 0, 0) on conflict (name) do nothing")) {
            insert.setString(1, account.name());
            insert.setLong(2, SqlUsage.opening(connection, account));
            insert.executeUpdate();
        }
    }

    private static void recall(Connection connection, String account, long until) throws SQLException {
        try (var update = connection.prepareStatement("update account set wanted_until = ? where name = ?")) {
            update.setLong(1, until);
            update.setString(2, account);
            update.executeUpdate();
        }
    }

    private static void add(Connection connection, String account, Writer writer, long amount) throws SQLException {
        try (var upsert = connection.prepareStatement("insert into account_lease (account, gateway, amount, version)"
                + " values (?, ?, ?, 1) on conflict (account, gateway) do update set"
                + " amount = account_lease.amount + excluded.amount, version = account_lease.version + 1")) {
            upsert.setString(1, account);
            upsert.setString(2, writer.gateway());
            upsert.setLong(3, amount);
            upsert.executeUpdate();
        }
    }

    /// An account with all of its leases, as one gateway sees it.
    ///
    /// @param leased all leases
    /// @param lapsed the leases of lost gateways
    private record Page(
            long spent,
            long overrun,
            long wantedUntil,
            long leased,
            long lapsed,
            long own,
            long version,
            boolean drawn) {

        long elsewhere() {
            return leased - lapsed - own;
        }

        Held held(String account) {
            return new Held(account, own, version, spent + lapsed, elsewhere(), overrun);
        }

        Stand stand() {
            return new Stand(spent, leased - lapsed, lapsed, overrun);
        }
    }

    private static Optional<Page> page(Connection connection, String account, Writer writer, long now)
            throws SQLException {
        try (var select = connection.prepareStatement("select spent, overrun, wanted_until,"
                + " coalesce(sum(amount), 0), coalesce(sum(case when ends_at <= ? then amount else 0 end), 0),"
                + " coalesce(sum(case when gateway.name = ? then amount else 0 end), 0),"
                + " coalesce(max(case when gateway.name = ? then version end), 0),"
                + " coalesce(max(case when gateway.name = ? then 1 end), 0)"
                + " from account left join account_lease on account_lease.account = account.name"
                + " left join gateway on gateway.name = account_lease.gateway"
                + " where account.name = ? group by spent, overrun, wanted_until")) {
            select.setLong(1, now);
            select.setString(2, writer.gateway());
            select.setString(3, writer.gateway());
            select.setString(4, writer.gateway());
            select.setString(5, account);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Page(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getInt(8) == 1))
                        : Optional.empty();
            }
        }
    }

    @Override
    public List<Used> usage(UsageQuery query) {
        return database.read(connection -> SqlUsage.asked(connection, query));
    }

    @Override
    public boolean once(String key, String json) {
        return database.write(connection -> SqlAlerts.say(connection, key, json, database.millis(connection)));
    }

    @Override
    public boolean isSaid(String key) {
        return database.read(connection -> SqlAlerts.isSaid(connection, key));
    }

    @Override
    public List<Due> due() {
        return database.write(connection -> SqlAlerts.due(connection, database.millis(connection)));
    }

    @Override
    public void done(String key) {
        database.write(connection -> SqlAlerts.sent(connection, key));
    }
}
