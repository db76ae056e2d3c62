package dev.weir.adapters.http;

import dev.weir.audit.Trail;
import dev.weir.call.Call;
import dev.weir.call.CallReport;
import dev.weir.call.Filter;
import dev.weir.call.FilterChain;
import dev.weir.call.Funds;
import dev.weir.call.OpenAnswer;
import dev.weir.call.Operation;
import dev.weir.call.Principal;
import dev.weir.config.Leaving;
import dev.weir.config.Network;
import dev.weir.config.Passes;
import dev.weir.config.Routing;
import dev.weir.config.RoutingNode.Leaf;
import dev.weir.edge.Admission;
import dev.weir.edge.Connections;
import dev.weir.edge.MemoryPressure;
import dev.weir.edge.RequestRate;
import dev.weir.edge.Sources;
import dev.weir.policy.Authentication;
import dev.weir.policy.Concurrency;
import dev.weir.policy.Notices;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Address;
import dev.weir.provider.CredentialPool;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.provider.auth.AuthStyle;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.reasoning.Envelopes;
import dev.weir.reasoning.Reasoning;
import dev.weir.reasoning.Vault;
import dev.weir.relay.BodyBudget;
import dev.weir.relay.CallIds;
import dev.weir.relay.InferenceServer;
import dev.weir.relay.LiveCalls;
import dev.weir.relay.RelaySettings;
import dev.weir.relay.RequestReader;
import dev.weir.relay.Routes;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.Healths;
import dev.weir.route.Router;
import dev.weir.route.Seats;
import dev.weir.route.Snapshot;
import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A data plane on real sockets, with a provider that says what a test wants. `Bearer callers` is let in, `Bearer slow`
/// when the test says so, nobody else.
final class Plane implements AutoCloseable {

    static final int BODY_LIMIT = 1024 * 1024;

    /// What a test may want otherwise.
    static final class Setting {
        int requests = 1_000_000;
        int connections = 10_000;
        int connectionsPerAddress = 10_000;
        int newConnections = 10_000;
        int callsPerPrincipal = 1_000;
        List<String> trusted = List.of();
        Patience patience = Patience.DEFAULT;
        Duration stall = Duration.ofSeconds(60);
        Optional<ServerTls> tls = Optional.empty();
        ConnectRule egress = (_, _, _) -> Optional.empty();
        String providerHost = "127.0.0.1";
    }

    final BlockingQueue<CallReport> reports = new LinkedBlockingQueue<>();
    final Semaphore authenticating = new Semaphore(0);
    final Semaphore goOn = new Semaphore(0);
    final LiveCalls live = new LiveCalls();
    final BodyBudget budget = new BodyBudget(2 * BODY_LIMIT);
    final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
    final ScriptedProvider provider;
    final Connections connections;
    final Concurrency concurrency;
    final HttpServers servers;
    final int port;

    Plane(Consumer<Setting> adjusting) {
        var setting = new Setting();
        adjusting.accept(setting);
        try {
            provider = new ScriptedProvider();
        } catch (IOException noSocket) {
            throw new UncheckedIOException(noSocket);
        }
        var sources = new Sources(
                setting.trusted.stream()
                        .map(text -> Network.parse(text).orElseThrow())
                        .toList(),
                64);
        connections = new Connections(
                setting.connections, setting.connectionsPerAddress, setting.newConnections, sources, System::nanoTime);
        concurrency = new Concurrency(10_000, setting.callsPerPrincipal);
        servers = new HttpServers(1, new Guards(connections, setting.patience, setting.egress));
        var shared = new InferenceServer.Shared(
                new Routes(Map.of("/oauth2/token", request -> OpenAnswer.to(HttpResponse.text(200, request.method())))),
                new Admission(
                        sources,
                        new RequestRate(setting.requests, Duration.ofMinutes(5), System::nanoTime),
                        new MemoryPressure(() -> new MemoryPressure.Reading(0, 0), () -> {}, System::nanoTime)),
                new ActiveSnapshot(snapshot(setting.providerHost)),
                new Router(
                        new Healths(InstantSource.system(), System::nanoTime),
                        new Seats(System::nanoTime),
                        RandomGenerator.getDefault()),
                this::authenticate,
                concurrency,
                Notices.NONE,
                new RequestReader(BODY_LIMIT, budget, new ContentDecoder(), waiting),
                new FilterChain(List.of(Plane::free), waiting),
                new Reasoning(Envelopes.ofThisProcess(), new Vault(System::nanoTime)),
                stalling(setting.stall),
                100,
                live,
                new CallIds(),
                Trail.NONE,
                _ -> HttpResponse.text(200, "nothing\n"),
                reports::add,
                waiting,
                InstantSource.system());
        port = servers.dataPlane(
                        "127.0.0.1",
                        0,
                        32 * 1024,
                        setting.tls,
                        Outside.direct(),
                        (upstream, timers) -> new InferenceServer(shared, upstream, timers))
                .port();
    }

    private static RelaySettings stalling(Duration stall) {
        RelaySettings usual = RelaySettings.DEFAULTS;
        return new RelaySettings(
                usual.connect(),
                usual.firstByte(),
                usual.firstByteWhole(),
                usual.idle(),
                usual.total(),
                usual.heartbeat(),
                stall,
                usual.frame());
    }

    private Snapshot snapshot(String host) {
        var key = new Credential(
                "first",
                1,
                Proofs.kept(() -> Optional.of(new Proof.Key(AuthStyle.BEARER, new Secret("key-of-the-gateway")))));
        var openai = new Provider(
                "openai",
                "openai",
                new Address(false, host, provider.port()),
                services(Map.of(
                        Operation.CHAT, "/v1/chat/completions",
                        Operation.RESPONSES, "/v1/responses",
                        Operation.MESSAGES, "/v1/messages",
                        Operation.COUNT_TOKENS, "/v1/messages/count_tokens",
                        Operation.EMBEDDINGS, "/v1/embeddings",
                        Operation.GENERATE_CONTENT,
                                "/v1beta/models/{model}:generateContent"
                                        + "|/v1beta/models/{model}:streamGenerateContent?alt=sse")),
                Headers.NONE,
                Passes.BY_DEFAULT,
                Leaving.CANCEL,
                new CredentialPool(List.of(key), InstantSource.system()));
        return new Snapshot(
                "1",
                Map.of("openai", openai),
                Map.of(),
                Map.of(),
                Map.of("gpt-4o", Leaf.of("openai", Optional.empty())),
                List.of(Snapshot.Pattern.of("*", Leaf.of("openai", Optional.empty()))),
                Routing.DEFAULT,
                Map.of());
    }

    private static Map<Operation, Service> services(Map<Operation, String> paths) {
        var services = new EnumMap<Operation, Service>(Operation.class);
        paths.forEach((operation, path) -> services.put(operation, Service.of(operation, path)));
        return services;
    }

    private Authentication.Result authenticate(Headers headers) {
        if (headers.first("authorization").filter("Bearer slow"::equals).isPresent()) {
            return new Authentication.Result.Slow(() -> {
                authenticating.release();
                goOn.acquire();
                return new Authentication.Result.Passed(new Principal("red", "red", "red", Set.of()));
            });
        }
        return headers.first("authorization").filter("Bearer callers"::equals).isPresent()
                ? new Authentication.Result.Passed(new Principal("red", "red", "red", Set.of()))
                : new Authentication.Result.Refused(new Problem(Kind.AUTH_MISSING, "there is no token"));
    }

    @Override
    public void close() throws IOException {
        servers.close();
        provider.close();
        waiting.shutdownNow();
    }

    private static Filter.Entry free(Call call) {
        call.tab().opens(Funds.FREE);
        return new Filter.Entry.Passed(call, _ -> {});
    }
}
