package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.adapters.http.HttpServers;
import dev.weir.app.Callers.Door;
import dev.weir.meter.Price;
import dev.weir.meter.PriceCatalogue;
import dev.weir.meter.Terms;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorSettings;
import dev.weir.simulator.meter.Bill;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// A gateway is killed under load, again and again, also while it starts. What it owes is booked, what was put aside is
/// free again, and every call that anybody heard of is in the audit trail once.
///
/// So many times as `-Dweir.kills` says; `lab/proof/kills.sh` does it more often than the tests do.
class GatewayKilledTest {

    private static final int KILLS = Integer.getInteger("weir.kills", 5);

    /// Every so many times it is killed while it starts.
    private static final int AT_THE_START = 5;

    private static final Map<String, String> SECRETS =
            Map.of("KEY", "key-of-the-gateway", "RED", "weir_red", "BLUE", "weir_blue", "OPERATOR", "weir_operator");
    private static final List<String> TEAMS = List.of("red", "blue");
    private static final List<String> MODELS = List.of("claude-opus-4-6", "claude-haiku-4-5");
    private static final List<Integer> CALLERS = List.of(20, 4);

    /// Of red always enough, of blue too little.
    private static final List<BigDecimal> LIMITS = List.of(
            new BigDecimal(10 * (KILLS + 1)),
            new BigDecimal("0.05").add(new BigDecimal("0.01").multiply(new BigDecimal(KILLS))));

    private final Simulator simulator = new Simulator(new SimulatorSettings(InstantSource.system())
            .with(new Pace(Duration.ofMillis(5), Duration.ofMillis(3), 20)));
    private final HttpServers simulating = new HttpServers(1);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SplittableRandom random = new SplittableRandom(9);
    private final List<BigDecimal> spentBefore = new ArrayList<>(List.of(BigDecimal.ZERO, BigDecimal.ZERO));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private long starting;

    @BeforeEach
    void configure() throws Exception {
        String played = simulating.simulator("127.0.0.1", 0, simulator).toString();
        // What a provider still sends after its client has left is read, so that all costs are known to the last token.
        Files.writeString(folder.resolve("weir.yaml"), """
                listen: {data: "127.0.0.1:0", control: "127.0.0.1:0"}
                drain: {pre: 0s, max: 30s}
                log: {level: error}
                edge: {requests: 100000000, connections-per-address: 10000, new-connections: 10000}
                limits: {calls-per-principal: 10000}
                egress: {allow: ["%s"]}
                embedded-issuer:
                  clients:
                    - {id: red, secret: "env:RED", team: red}
                    - {id: blue, secret: "env:BLUE", team: blue}
                    - {id: operator, secret: "env:OPERATOR", team: platform, scopes: [invoke, admin]}
                providers:
                  anthropic: {base: "http://%s", when-client-leaves: drain, credentials: [{secret: "env:KEY"}]}
                models: {"claude-*": {provider: anthropic}}
                store: {kind: sqlite, folder: "%s"}
                audit: {flush: 200ms}
                """.formatted(played, played, folder.resolve("data")));
    }

    @AfterEach
    void stop() {
        GatewayProcess.killAll();
        simulating.close();
        http.close();
    }

    @Test
    void r_kill_1_losesNothingOverdrawsNothingAndReservesNothingWheneverItIsKilled() throws Exception {
        GatewayProcess gateway = up();
        String operator = gateway.token("operator", "weir_operator");
        for (int team = 0; team < TEAMS.size(); team++) {
            gateway.administer(
                    operator,
                    "POST",
                    "/budgets",
                    "{'scope':'team','scope_id':'%s','period':'total','budget_usd':'%s','when_short':'refuse'}"
                            .formatted(TEAMS.get(team), LIMITS.get(team)));
        }
        Set<String> begun;
        try (var callers = new Callers(http, MODELS, CALLERS, 9)) {
            for (int kill = 0; kill < KILLS; kill++) {
                killUnderLoad(gateway, callers);
                if (kill % AT_THE_START == AT_THE_START - 2) {
                    kill++;
                    killWhileItStarts();
                }
                gateway = up();
                checkBooks(gateway, kill);
            }
            load(gateway, callers, 40);
            callers.shut();
            gateway.end();
            begun = new TreeSet<>(callers.begun());
            LoggerFactory.getLogger(GatewayKilledTest.class)
                    .info(
                            "{} kills; of {} calls something came back, of {} all, {} were refused, {} turned away",
                            KILLS,
                            begun.size(),
                            callers.complete().size(),
                            callers.refused(),
                            callers.turnedAway());
        }

        gateway = up();
        checkBooks(gateway, KILLS);
        checkIndex(gateway, begun);
        checkUsage(gateway);
        checkFiles(begun); // which had everything when the gateway before ended
        gateway.end();
    }

    private GatewayProcess up() throws Exception {
        long from = System.nanoTime();
        GatewayProcess gateway = launched().awaitUp();
        starting = System.nanoTime() - from;
        return gateway;
    }

    private GatewayProcess launched() throws Exception {
        return GatewayProcess.started(folder.resolve("weir.yaml"), SECRETS, http);
    }

    private void killUnderLoad(GatewayProcess gateway, Callers callers) throws Exception {
        load(gateway, callers, 1 + random.nextInt(60));
        LockSupport.parkNanos(random.nextLong(40_000_000)); // so that it is not always a first byte that it dies of
        callers.shut();
        gateway.kill();
    }

    private void killWhileItStarts() throws Exception {
        GatewayProcess gateway = launched();
        LockSupport.parkNanos(random.nextLong(starting));
        gateway.kill();
    }

    /// Lets them call until so many more have heard something.
    private static void load(GatewayProcess gateway, Callers callers, int more) throws Exception {
        int before = callers.begun().size();
        var tokens = new ArrayList<String>();
        for (String team : TEAMS) {
            tokens.add(gateway.token(team, "weir_" + team));
        }
        callers.open(new Door(gateway.data(), tokens));
        until(gateway, () -> callers.begun().size() >= before + more);
    }

    private static void until(GatewayProcess gateway, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s", gateway.said()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Nothing runs: nothing is reserved, what the provider would bill is spent, and never more than there was.
    private void checkBooks(GatewayProcess gateway, int kill) throws Exception {
        String operator = gateway.token("operator", "weir_operator");
        for (int team = 0; team < TEAMS.size(); team++) {
            JsonNode stand =
                    gateway.administer(operator, "GET", "/budgets/team:%s:total".formatted(TEAMS.get(team)), "");
            String what = "kill %d: %s, %s".formatted(kill, stand, gateway.said());
            BigDecimal spent = decimal(stand, "spent_usd");
            assertThat(decimal(stand, "reserved_usd")).as(what).isZero();
            assertThat(decimal(stand, "overrun_usd")).as(what).isZero();
            assertThat(spent)
                    .as(what)
                    .isBetween(billed(MODELS.get(team)), LIMITS.get(team))
                    .isGreaterThanOrEqualTo(spentBefore.set(team, spent));
        }
    }

    private static BigDecimal decimal(JsonNode json, String name) {
        return new BigDecimal(json.path(name).stringValue());
    }

    /// What the provider would bill, by its own meter and the catalogue's prices.
    private BigDecimal billed(String model) {
        Price price = PriceCatalogue.builtIn()
                .of("anthropic", "anthropic", model, Instant.now())
                .orElseThrow();
        return simulator.meter().bills().stream()
                .filter(bill -> bill.model().equals(model))
                .map(Bill::usage)
                .map(usage -> BigDecimal.valueOf(price.cost(usage, Terms.USUAL).nanoUsd(), 9))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /// All that was heard of is told by `/audit`, once.
    private static void checkIndex(GatewayProcess gateway, Set<String> begun) throws Exception {
        String operator = gateway.token("operator", "weir_operator");
        var told = new TreeMap<String, Integer>();
        String cursor = "";
        do {
            JsonNode page = gateway.administer(operator, "GET", "/audit?kind=call&limit=1000" + cursor, "");
            page.path("items").forEach(one -> told.merge(one.path("event_id").stringValue(), 1, Integer::sum));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").stringValue()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(told.values()).containsOnly(1);
        assertThat(told.keySet()).containsAll(begun);
    }

    /// What was used is what was spent.
    private void checkUsage(GatewayProcess gateway) throws Exception {
        String operator = gateway.token("operator", "weir_operator");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        JsonNode usage = gateway.administer(
                operator,
                "GET",
                "/usage?group_by=team&from=%s&to=%s".formatted(today.minusDays(2), today.plusDays(1)),
                "");
        var used = new TreeMap<String, BigDecimal>();
        usage.path("items").forEach(one -> used.put(one.path("team").stringValue(), decimal(one, "total_cost_usd")));
        for (int team = 0; team < TEAMS.size(); team++) {
            assertThat(used.get(TEAMS.get(team))).as("%s", usage).isEqualByComparingTo(spentBefore.get(team));
        }
    }

    /// The same in the files, as DuckDB reads them.
    private void checkFiles(Set<String> begun) throws Exception {
        String calls =
                "from read_parquet('%s/**/*.parquet', hive_partitioning = true, union_by_name = true) where kind = 'call'"
                        .formatted(folder.resolve("data").resolve("audit"));
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            try (ResultSet counts = statement.executeQuery("select count(*), count(distinct event_id) " + calls)) {
                assertThat(counts.next()).isTrue();
                assertThat(counts.getLong(1)).isEqualTo(counts.getLong(2));
            }
            var ids = new TreeSet<String>();
            try (ResultSet rows = statement.executeQuery("select event_id " + calls)) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            assertThat(ids).containsAll(begun);
            for (int team = 0; team < TEAMS.size(); team++) {
                try (ResultSet sum = statement.executeQuery(
                        "select sum(cost_nano_usd)::bigint %s and team = '%s'".formatted(calls, TEAMS.get(team)))) {
                    assertThat(sum.next()).isTrue();
                    assertThat(BigDecimal.valueOf(sum.getLong(1), 9)).isEqualByComparingTo(spentBefore.get(team));
                }
            }
        }
    }
}
