package dev.weir.app;

import dev.weir.adapters.http.ContentDecoder;
import dev.weir.adapters.http.HttpServers;
import dev.weir.adapters.http.HttpServers.Listening;
import dev.weir.adapters.http.Outside;
import dev.weir.adapters.http.Trust;
import dev.weir.admin.AttemptLimit;
import dev.weir.admin.ControlPlane;
import dev.weir.admin.Discovery;
import dev.weir.admin.TokenEndpoint;
import dev.weir.call.Filter;
import dev.weir.call.FilterChain;
import dev.weir.config.Egress;
import dev.weir.config.GatewayConfig;
import dev.weir.config.HostAndPort;
import dev.weir.config.Timeouts;
import dev.weir.identity.HttpJwksSource;
import dev.weir.identity.Scopes;
import dev.weir.policy.KeptAtProviders;
import dev.weir.provider.Identities;
import dev.weir.provider.ProviderCatalog;
import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.HttpWeb;
import dev.weir.relay.BodyBudget;
import dev.weir.relay.CallIds;
import dev.weir.relay.InferenceServer;
import dev.weir.relay.LiveCalls;
import dev.weir.relay.RelaySettings;
import dev.weir.relay.RequestReader;
import dev.weir.relay.Routes;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.SnapshotCompiler;
import dev.weir.store.SecretStore;
import dev.weir.telemetry.CallLog;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
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
import java.util.function.Function;

/// What is made of what. Read from top to bottom, it is the map of the program.
public final class Wiring {

    private static final int LONGEST_FRAME = 8 * 1024 * 1024;
    private static final int TOKENS_AT_ONCE = 60;
    private static final Duration TOKEN_PACE = Duration.ofSeconds(1);

    private Wiring() {}

    /// Starts a gateway with a valid configuration.
    ///
    /// @param file where the configuration came from, to be watched
    public static Gateway start(ConfigFile file, GatewayConfig config, SecretStore secrets) {
        LogSettings.apply(config.logLevel());
        InstantSource clock = InstantSource.system();
        var waiting = Executors.newVirtualThreadPerTaskExecutor();
        Trust trust = Trust.of(config.egress().caBundle());

        // who is let in
        var identity = new Identity(
                config, secrets, new HttpJwksSource(http(config.egress().proxy(), trust)), clock);

        // where calls go
        var web = new HttpWeb(http(config.egress().proxy(), trust), http(Optional.empty(), trust));
        var identities = new Identities(secrets, Environment.ofProcess(), web, clock, waiting);
        var compiler = new SnapshotCompiler(ProviderCatalog.builtIn(), identities, clock);
        var snapshot = new ActiveSnapshot(compiler.compile("1", config));
        var reloader = new Reloader(file, config, compiler, snapshot, identity);

        // what happens around a call, outermost first
        List<Filter> filters = List.of(new KeptAtProviders());

        // the data plane
        var live = new LiveCalls();
        var log = new CallLog();
        long body = config.limits().body().bytes();
        var budget = new BodyBudget(
                config.limits().bodyMemory().bytes(Runtime.getRuntime().maxMemory()));
        var shared = new InferenceServer.Shared(
                new Routes(open(identity, clock)),
                snapshot,
                identity.authentication(Scopes.INVOKE),
                new RequestReader(body, budget, new ContentDecoder(), waiting),
                new FilterChain(filters, waiting),
                settings(config.timeouts()),
                config.limits().headerCount(),
                live,
                new CallIds(),
                log,
                waiting,
                clock);

        // the control plane
        var admin = new ControlPlane(identity.authentication(Scopes.ADMIN), identity.issuer());

        var servers = new HttpServers();
        HostAndPort data = config.listen().data();
        HostAndPort control = config.listen().control();
        Listening dataListening = servers.dataPlane(
                data.host(),
                data.port(),
                Math.toIntExact(config.limits().headers().bytes()),
                outside(config.egress(), trust),
                (upstream, timers) -> new InferenceServer(shared, upstream, timers));
        Listening controlListening = servers.functions(control.host(), control.port(), admin::answer, waiting);

        reloader.start();
        var lifetime = new Lifetime(live, config.drain().pre(), config.drain().max());
        return new Gateway(dataListening, controlListening, servers, lifetime, reloader, log, waiting);
    }

    /// What is answered without a credential: tokens, and what verifies them.
    private static Map<String, Function<HttpRequest, HttpResponse>> open(Identity identity, InstantSource clock) {
        var open = new HashMap<String, Function<HttpRequest, HttpResponse>>();
        identity.issuer().ifPresent(issuer -> {
            var limit = new AttemptLimit(TOKENS_AT_ONCE, TOKEN_PACE, clock);
            open.put("/oauth2/token", new TokenEndpoint(issuer, identity::clients, limit)::answer);
            open.putAll(new Discovery(issuer).documents());
        });
        return open;
    }

    private static RelaySettings settings(Timeouts timeouts) {
        return new RelaySettings(
                timeouts.connect(),
                timeouts.firstByte(),
                timeouts.firstByteWhole(),
                timeouts.idle(),
                timeouts.total(),
                timeouts.heartbeat(),
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
