package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.adapters.sql.Postgres;
import dev.weir.adapters.sql.PostgresServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Three gateways, each a process, on one PostgreSQL, with one budget between them. The provider answers nobody until
/// it is told to, so whoever was let through stays let through and can be counted.
class SharedBudgetTest {

    private static final Map<String, String> SECRETS = Map.of(
            "KEY", "key-of-the-gateway", "RED", "weir_red", "OPERATOR", "weir_operator", "STORE", "s".repeat(32));

    /// For how many calls at once the budget is.
    private static final int PAID = 100;

    private static final int CALLERS = Integer.getInteger("weir.callers", 600);

    private static final String CALL =
            "{\"model\":\"gpt-5.5\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-5.5\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":400,\"total_tokens\":401}}";

    /// What an answer costs: one token of input at 5 USD for a million, 400 of output at 30.
    private static final BigDecimal COST = new BigDecimal("0.012005");

    private final PostgresServer server = PostgresServer.ofItsOwn();
    private final Postgres.Address database = server.database();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch answers = new CountDownLatch(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private HttpServer provider;

    @BeforeEach
    void start() throws Exception {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        provider.setExecutor(threads);
        provider.createContext("/", this::answer);
        provider.start();
        for (int i = 0; i < 3; i++) {
            gateways.add(launched(i));
        }
        for (GatewayProcess gateway : gateways) {
            gateway.awaitUp();
        }
    }

    private GatewayProcess launched(int number) throws IOException {
        String played = "127.0.0.1:" + provider.getAddress().getPort();
        Path own = Files.createDirectories(folder.resolve("gateway" + number));
        Path yaml = Files.writeString(
                own.resolve("weir.yaml"), """
                listen: {data: "127.0.0.1:0", control: "127.0.0.1:0"}
                drain: {pre: 0s, max: 30s}
                log: {level: error}
                edge: {requests: 100000000, connections-per-address: 10000, new-connections: 10000}
                limits: {calls-per-principal: 10000}
                egress: {allow: ["%s"]}
                embedded-issuer:
                  clients:
                    - {id: red, secret: "env:RED", team: red}
                    - {id: operator, secret: "env:OPERATOR", team: platform, scopes: [invoke, admin]}
                providers: {openai: {base: "http://%s/v1", credentials: [{secret: "env:KEY"}]}}
                models: {"gpt-*": {provider: openai}}
                store: {kind: postgresql, url: "%s", user: %s, key: "env:STORE"}
                """.formatted(played, played, database.url(), database.user()));
        return GatewayProcess.started(yaml, SECRETS, http);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        exchange.getRequestBody().readAllBytes();
        try {
            answers.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
        byte[] bytes = ANSWER.getBytes(UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @AfterEach
    void stop() {
        answers.countDown();
        threads.shutdownNow();
        GatewayProcess.killAll();
        provider.stop(0);
        http.close();
        server.stop();
    }

    @Test
    void s_bud_1_letsExactlyThroughWhatTheBudgetPaysForHoweverManyGatewaysAreAsked() throws Exception {
        String operator = gateways.getFirst().token("operator", "weir_operator");
        BigDecimal each = new BigDecimal(reservation(operator));
        BigDecimal limit = each.multiply(new BigDecimal(PAID));
        gateways.getFirst()
                .administer(
                        operator,
                        "POST",
                        "/budgets",
                        "{'scope':'team','scope_id':'red','period':'total','budget_usd':'%s','when_short':'refuse'}"
                                .formatted(limit.toPlainString()));
        var tokens = new ArrayList<String>();
        for (GatewayProcess gateway : gateways) {
            tokens.add(gateway.token("red", "weir_red"));
            String own = gateway.token("operator", "weir_operator");
            until(() ->
                    gateway.administer(own, "GET", "/budgets", "").toString().contains("team:red:total"));
        }

        var refused = new AtomicInteger();
        var enough = new CountDownLatch(1);
        var callers = new ArrayList<Future<Boolean>>();
        for (int i = 0; i < CALLERS; i++) {
            int at = i % gateways.size();
            callers.add(threads.submit(() -> {
                int status = 0;
                while (status != 200 && enough.getCount() > 0) {
                    status = call(at, tokens.get(at));
                    refused.addAndGet(status == 429 ? 1 : 0);
                }
                return status == 200;
            }));
        }
        until(() -> asked.get() >= PAID);
        until(() -> refused.get() >= CALLERS - PAID);
        assertThat(asked.get()).isEqualTo(PAID);

        enough.countDown();
        answers.countDown();
        int served = 0;
        for (Future<Boolean> caller : callers) {
            served += caller.get(120, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(served).isGreaterThanOrEqualTo(PAID);

        // What was reserved and not used pays for more, until not one more fits. Callers that were still asking when
        // the first answers came may have had some of it.
        int denied = 0;
        while (denied < 2 * gateways.size()) {
            int at = (served + denied) % gateways.size();
            switch (call(at, tokens.get(at))) {
                case 200 -> {
                    served++;
                    denied = 0;
                }
                case 429 -> denied++;
                default -> LockSupport.parkNanos(10_000_000);
            }
        }
        gateways.removeLast().end();
        gateways.removeLast().end();
        JsonNode stand = gateways.getFirst().administer(operator, "GET", "/budgets/team:red:total", "");
        BigDecimal spent = new BigDecimal(stand.path("spent_usd").stringValue());
        assertThat(spent).as("%s", stand).isLessThanOrEqualTo(limit);
        assertThat(spent).as("%d calls", served).isEqualByComparingTo(COST.multiply(new BigDecimal(served)));
        assertThat(limit.subtract(spent)).as("%s", stand).isLessThan(each);
        assertThat(new BigDecimal(stand.path("reserved_usd").stringValue()))
                .as("%s", stand)
                .isZero();
        assertThat(new BigDecimal(stand.path("overrun_usd").stringValue()))
                .as("%s", stand)
                .isZero();
    }

    /// What is put aside for one call.
    private String reservation(String operator) {
        JsonNode preview = gateways.getFirst()
                .administer(
                        operator,
                        "POST",
                        "/usage/preview?team=red",
                        "{\"path\":\"/v1/chat/completions\",\"body\":%s}".formatted(CALL));
        return preview.path("reserved_usd").stringValue("");
    }

    private int call(int gateway, String token) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(gateways.get(gateway).data() + "/v1/chat/completions"))
                            .header("authorization", "Bearer " + token)
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(CALL))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() == 503) { // a busy machine: this says nothing of the budget
                assertThat(answer.headers().firstValue("x-weir-error")).contains("overloaded");
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isIn(200, 429);
            }
            return answer.statusCode();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
