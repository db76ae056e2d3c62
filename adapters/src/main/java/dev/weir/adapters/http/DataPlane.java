package dev.weir.adapters.http;

import dev.weir.relay.InferenceServer;
import dev.weir.relay.Timers;
import dev.weir.relay.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.TrustOptions;
import java.util.function.BiFunction;

/// The listener of the data plane on one event loop, with a client to providers of its own, so that a call never
/// changes its loop. Deployed once for each loop.
final class DataPlane extends VerticleBase {

    private static final int LONGEST_ANSWER_HEADERS = 64 * 1024;
    private static final int CONNECTIONS_PER_PROVIDER = 20_000; // what edge.connections lets in has a way out
    private static final int IDLE_SECONDS = 30;

    private final HttpSettings settings;
    private final Outside outside;
    private final BiFunction<Upstream, Timers, InferenceServer> server;

    DataPlane(HttpSettings settings, Outside outside, BiFunction<Upstream, Timers, InferenceServer> server) {
        this.settings = settings;
        this.outside = outside;
        this.server = server;
    }

    @Override
    public Future<?> start() {
        var upstream = new VertxUpstream(
                client(vertx, outside, HttpVersion.HTTP_1_1), client(vertx, outside, HttpVersion.HTTP_2));
        InferenceServer inference = server.apply(upstream, new VertxTimers(vertx));
        HttpServer http = settings.server(vertx);
        Handler<HttpServerRequest> handler = request -> {
            VertxExchange exchange = exchange(request);
            if (exchange.tooLate()) {
                exchange.close();
                return;
            }
            Malformed.found(request)
                    .ifPresentOrElse(problem -> inference.refuse(exchange, problem), () -> inference.accept(exchange));
        };
        http.requestHandler(handler).invalidRequestHandler(handler);
        return settings.listen(http);
    }

    private VertxExchange exchange(HttpServerRequest request) {
        return new VertxExchange(request, context, settings.patience().body());
    }

    /// A client whose connections belong to the event loop that asks.
    static HttpClient client(Vertx vertx, Outside outside, HttpVersion version) {
        return vertx.httpClientBuilder()
                .with(options(outside, version))
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_PROVIDER))
                .build();
    }

    private static HttpClientOptions options(Outside outside, HttpVersion version) {
        var options = new HttpClientOptions()
                .setProtocolVersion(version)
                .setUseAlpn(version == HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(LONGEST_ANSWER_HEADERS)
                .setTcpNoDelay(true)
                .setVerifyHost(true)
                .setTrustOptions(TrustOptions.wrap(outside.trust().factory()));
        outside.proxy()
                .ifPresent(proxy -> options.setProxyOptions(
                        new ProxyOptions().setHost(proxy.host()).setPort(proxy.port())));
        return options;
    }
}
