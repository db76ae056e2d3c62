package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.adapters.http.ContentDecoder;
import dev.weir.adapters.http.Guards;
import dev.weir.adapters.http.HttpServers;
import dev.weir.adapters.http.HttpServers.Listening;
import dev.weir.adapters.http.Outside;
import dev.weir.adapters.http.Patience;
import dev.weir.adapters.http.ServerTls;
import dev.weir.adapters.http.Trust;
import dev.weir.admin.AttemptLimit;
import dev.weir.admin.AuditResources;
import dev.weir.admin.BudgetResources;
import dev.weir.admin.CallResources;
import dev.weir.admin.ConfiguredRoutings;
import dev.weir.admin.ControlPlane;
import dev.weir.admin.Discovery;
import dev.weir.admin.LostGatewayResources;
import dev.weir.admin.PreviewResources;
import dev.weir.admin.PriceResources;
import dev.weir.admin.RoutingResources;
import dev.weir.admin.TokenEndpoint;
import dev.weir.admin.UsageResources;
import dev.weir.alert.Alerts;
import dev.weir.alert.LostGateways;
import dev.weir.audit.JournalTrail;
import dev.weir.call.CallReport;
import dev.weir.call.Filter;
import dev.weir.call.FilterChain;
import dev.weir.call.OpenAnswer;
import dev.weir.config.Edge;
import dev.weir.config.Egress;
import dev.weir.config.GatewayConfig;
import dev.weir.config.HostAndPort;
import dev.weir.config.Timeouts;
import dev.weir.directory.ActivePrices;
import dev.weir.directory.Budgets;
import dev.weir.directory.DocumentWatch;
import dev.weir.directory.Kinds;
import dev.weir.edge.Admission;
import dev.weir.edge.Connections;
import dev.weir.edge.RequestRate;
import dev.weir.edge.Sources;
import dev.weir.identity.HttpJwksSource;
import dev.weir.identity.Scopes;
import dev.weir.meter.Calibration;
import dev.weir.meter.PriceCatalogue;
import dev.weir.policy.Balances;
import dev.weir.policy.Budgeting;
import dev.weir.policy.Concurrency;
import dev.weir.policy.Degraded;
import dev.weir.policy.Drafts;
import dev.weir.policy.KeptAtProviders;
import dev.weir.policy.ModelAccess;
import dev.weir.policy.Preview;
import dev.weir.policy.Quoting;
import dev.weir.policy.RateLimit;
import dev.weir.policy.RateLimitHeaders;
import dev.weir.policy.UsageOfMe;
import dev.weir.provider.Identities;
import dev.weir.provider.Provider;
import dev.weir.provider.ProviderCatalog;
import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.HttpWeb;
import dev.weir.reasoning.Envelopes;
import dev.weir.reasoning.Reasoning;
import dev.weir.reasoning.Vault;
import dev.weir.relay.BodyBudget;
import dev.weir.relay.CallIds;
import dev.weir.relay.InferenceServer;
import dev.weir.relay.LiveCalls;
import dev.weir.relay.Pace;
import dev.weir.relay.Rehearsal;
import dev.weir.relay.RelaySettings;
import dev.weir.relay.RequestReader;
import dev.weir.relay.Routes;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.Healths;
import dev.weir.route.Router;
import dev.weir.route.Seats;
import dev.weir.route.SnapshotCompiler;
import dev.weir.store.Books.Held;
import dev.weir.store.Contents;
import dev.weir.store.RateLimiter;
import dev.weir.store.Secret;
import dev.weir.store.SecretStore;
import dev.weir.telemetry.CallLog;
import dev.weir.wire.http.HttpRequest;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is made of what. Read from top to bottom, it is the map of the program.
public final class Wiring {

    private static final int LONGEST_FRAME = 8 * 1024 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final int CONTROL_CONNECTIONS = 500;
    private static final int TOKENS_AT_ONCE = 60;
    private static final Duration TOKEN_PACE = Duration.ofSeconds(1);

    private Wiring() {}

    /// Starts a gateway with a valid configuration.
    ///
    /// @param file where the configuration came from, to be watched
    public static Gateway start(ConfigFile file, GatewayConfig config, SecretStore secrets) {
        LogSettings.apply(config.logLevel());
        var known = new KnownSecrets(secrets);
        known.made(config).run();
        InstantSource clock = InstantSource.system();
        var waiting = Executors.newVirtualThreadPerTaskExecutor();
        Trust trust = Trust.of(config.egress().caBundle());

        // what administrators change while it runs
        OpenStore store = OpenStore.of(config.store(), secrets, file.folder());
        Contents contents = store.documents().contents();

        // who is let in
        var identity = new Identity(
                config,
                secrets,
                new HttpJwksSource(http(config.egress().proxy(), trust)),
                clock,
                contents,
                store.hasher());

        // where calls go
        var web = new HttpWeb(http(config.egress().proxy(), trust), http(Optional.empty(), trust));
        var identities = new Identities(secrets, Environment.ofProcess(), web, clock, waiting);
        var compiler = new SnapshotCompiler(ProviderCatalog.builtIn(), identities, clock);
        var snapshot = new ActiveSnapshot(compiler.compile("1", config));
        Consumer<Contents> routings = read -> snapshot.routings(read.trees(Kinds.ROUTING));
        routings.accept(contents);
        var prices = new ActivePrices(PriceCatalogue.builtIn(), contents);
        var watch = new DocumentWatch(
                store.documents(),
                contents.sequence(),
                List.of(identity::replace, routings, prices::replace),
                System::nanoTime);
        var healths = new Healths(clock, System::nanoTime);
        var router = new Router(
                healths,
                new Seats(System::nanoTime),
                () -> ThreadLocalRandom.current().nextLong());

        // what happens around a call, outermost first
        var degraded = new Degraded(watch::away, System::nanoTime);
        Limiter limiting = Limiter.of(store);
        RateLimiter limiter = limiting.limiter();
        var limits = new RateLimit(limiter, clock, degraded::alone);
        var inForce = new InForce(config);
        OwnFolders own = OwnFolders.take(config.journal(), config.audit(), store.data());
        var kept = AuditTrail.Kept.open(config.audit(), store, own);
        Treasury treasury = Treasury.open(config.journal(), store, own, kept.positions(), clock);
        AuditTrail audit = AuditTrail.of(kept, treasury.journal(), store, config.audit(), clock);
        var trail = new JournalTrail(
                treasury.journal(), config.journal().whenFull(), watch::sequence, (position, entry) -> {
                    audit.completed(position, entry);
                    treasury.completed(position, entry);
                });
        Supplier<Budgets> budgets = () -> identity.directory().budgets();
        var balances = new Balances(treasury.ledger(), treasury.books());
        UnaryOperator<String> kinds =
                name -> snapshot.current().provider(name).map(Provider::kind).orElse("");
        var quoting = new Quoting(() -> prices, kinds, new Calibration(), clock);
        var budgeting = new Budgeting(treasury.ledger(), quoting, budgets, inForce::unpriced, clock, System::nanoTime);
        List<Filter> filters = List.of(new ModelAccess(), new KeptAtProviders(), limits, budgeting);
        var alerts = new Alerts(
                budgets,
                treasury.ledger()::balance,
                treasury.books(),
                () -> inForce.webhook(secrets, web, clock),
                clock);

        var lost = new LostGateways(treasury.books(), store.documents(), clock);

        // what models think, for callers who speak another format
        var reasoning = new Reasoning(envelopes(config, secrets), new Vault(System::nanoTime));

        // what everybody can do before it is known who it is
        Edge edge = config.edge();
        var sources = new Sources(edge.trustedProxies(), edge.ipv6Prefix());
        var requests = new RequestRate(edge.requests(), edge.window(), System::nanoTime);
        var memory = new MemoryWatch(HttpServers::directMemory);
        var admission = new Admission(sources, requests, memory.pressure());

        // the data plane
        var live = new LiveCalls();
        var log = new CallLog();
        var instruments = new Instruments(config, secrets, trust);
        long body = config.limits().body().bytes();
        var budget = new BodyBudget(
                config.limits().bodyMemory().bytes(Runtime.getRuntime().maxMemory()));
        var shared = new InferenceServer.Shared(
                new Routes(open(identity, clock)),
                admission,
                snapshot,
                router,
                identity.authentication(Scopes.INVOKE, watch::age),
                new Concurrency(config.limits().calls(), config.limits().callsPerPrincipal()),
                degraded.beside(new RateLimitHeaders(limits, limiter, clock)),
                new RequestReader(body, budget, new ContentDecoder(), waiting),
                new FilterChain(filters, waiting),
                reasoning,
                settings(config.timeouts(), edge),
                config.limits().headerCount(),
                live,
                new CallIds(),
                trail,
                new UsageOfMe(budgets, balances, treasury.books(), clock)::of,
                CallReport.Listener.all(List.of(log, instruments)),
                waiting,
                clock);

        // the control plane
        var rehearsal = new Rehearsal(snapshot, router);
        var drafts = new Drafts(quoting, budgets, inForce::unpriced, clock);
        var admin = new ControlPlane(
                identity.authentication(Scopes.ADMIN, watch::age),
                identity.authentication(Scopes.INVOKE, watch::age),
                store.documents(),
                identity.issuer(),
                store.hasher(),
                identity::directory,
                new ConfiguredRoutings(snapshot),
                List.of(
                        new RoutingResources(snapshot, healths, rehearsal),
                        new CallResources(live, clock),
                        new PriceResources(
                                prices, name -> Optional.of(kinds.apply(name)).filter(kind -> !kind.isEmpty())),
                        new BudgetResources(balances, identity::directory),
                        new UsageResources(treasury.books(), balances, identity::directory),
                        new PreviewResources(rehearsal, new Preview(drafts, balances), identity::directory),
                        new AuditResources(audit.index()),
                        new LostGatewayResources(treasury.books()),
                        instruments.page()),
                clock,
                watch::look);

        instruments.watch(live, budget, watch, degraded, healths, log);
        instruments.watch(budgets, treasury.ledger()::balance, treasury.journal()::health, audit.relays(), lost, clock);

        // The control plane has an event loop and connections of its own: whatever callers do, it can be reached.
        var allowed = new ActiveEgress(config.egress());
        Patience patience = patience(edge);
        var dataServers = new HttpServers(
                Runtime.getRuntime().availableProcessors(),
                new Guards(connections(edge, edge.connections(), sources), patience, allowed));
        var controlServers =
                new HttpServers(1, new Guards(connections(edge, CONTROL_CONNECTIONS, sources), patience, allowed));
        var certificate = new ActiveTls(secrets, List.of(dataServers, controlServers));
        Optional<ServerTls> tls = certificate.of(config);
        HostAndPort data = config.listen().data();
        HostAndPort control = config.listen().control();
        Listening dataListening = dataServers.dataPlane(
                data.host(),
                data.port(),
                Math.toIntExact(config.limits().headers().bytes()),
                tls,
                outside(config.egress(), trust),
                (upstream, timers) -> new InferenceServer(shared, upstream, timers));
        Listening controlListening =
                controlServers.functions(control.host(), control.port(), tls, admin::answer, waiting);

        var reloader = new Reloader(
                file, config, compiler, snapshot, identity, List.of(known, certificate, allowed, instruments, inForce));
        reloader.start();
        watch.start();
        limiting.start();
        memory.start();
        instruments.start();
        alerts.start();
        lost.start();
        audit.start();
        treasury.start(
                accounts -> alerts.booked(accounts.stream().map(Held::account).collect(Collectors.toSet())));
        var lifetime = new Lifetime(
                live, dataServers::leave, config.drain().pre(), config.drain().max());
        return new Gateway(
                dataListening,
                controlListening,
                tls.isPresent(),
                lifetime,
                List.of(reloader::close, watch::close, limiting::close, memory::close),
                List.of(
                        dataServers::close,
                        controlServers::close,
                        log::close,
                        instruments::close,
                        trail::close,
                        audit::close,
                        treasury::close,
                        alerts::close,
                        lost::close,
                        own::close,
                        store::close),
                waiting);
    }

    /// Without a key those of this process, which no other gateway understands.
    private static Envelopes envelopes(GatewayConfig config, SecretStore secrets) {
        return config.reasoningKey()
                .map(key -> switch (secrets.read(key)) {
                    case SecretStore.Answer.Found(Secret secret) ->
                        new Envelopes(secret.reveal().getBytes(UTF_8));
                    case SecretStore.Answer.Missing(String why) -> throw new IllegalArgumentException(why);
                })
                .orElseGet(Envelopes::ofThisProcess);
    }

    /// What is answered without a credential: tokens, and what verifies them.
    private static Map<String, Function<HttpRequest, OpenAnswer>> open(Identity identity, InstantSource clock) {
        var open = new HashMap<String, Function<HttpRequest, OpenAnswer>>();
        identity.issuer().ifPresent(issuer -> {
            var limit = new AttemptLimit(TOKENS_AT_ONCE, TOKEN_PACE, clock);
            open.put("/oauth2/token", new TokenEndpoint(issuer, identity::clients, limit, clock)::answer);
            open.putAll(new Discovery(issuer).documents());
        });
        return open;
    }

    /// Never more than there are descriptors for: a call needs one for its client and one for its provider.
    private static Connections connections(Edge edge, int most, Sources sources) {
        int possible = Descriptors.most().stream()
                .mapToInt(limit -> Math.toIntExact(Math.clamp((limit - Descriptors.OTHERS) / 2, 16, Integer.MAX_VALUE)))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        if (possible < most) {
            LOG.atWarn()
                    .addKeyValue("wanted", most)
                    .addKeyValue("possible", possible)
                    .log("fewer connections than edge.connections: the process may not open more files (ulimit -n)");
        }
        return new Connections(
                Math.min(most, possible),
                edge.connectionsPerAddress(),
                edge.newConnections(),
                sources,
                System::nanoTime);
    }

    private static Patience patience(Edge edge) {
        return new Patience(
                edge.handshake(),
                edge.headers(),
                edge.keepAlive(),
                new Pace.Least(edge.bodyRate().bytes(), edge.bodyGrace()));
    }

    private static RelaySettings settings(Timeouts timeouts, Edge edge) {
        return new RelaySettings(
                timeouts.connect(),
                timeouts.firstByte(),
                timeouts.firstByteWhole(),
                timeouts.idle(),
                timeouts.total(),
                timeouts.heartbeat(),
                edge.stall(),
                LONGEST_FRAME);
    }

    private static Outside outside(Egress egress, Trust trust) {
        return new Outside(egress.proxy().map(proxy -> new Outside.Proxy(proxy.host(), proxy.port())), trust);
    }

    /// A client for what is fetched now and then.
    private static HttpClient http(Optional<HostAndPort> proxy, Trust trust) {
        HttpClient.Builder http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(5))
                .sslContext(trust.context())
                .proxy(HttpClient.Builder.NO_PROXY);
        proxy.ifPresent(one -> http.proxy(ProxySelector.of(new InetSocketAddress(one.host(), one.port()))));
        return http.build();
    }
}
