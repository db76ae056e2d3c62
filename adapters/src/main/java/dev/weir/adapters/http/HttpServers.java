package dev.weir.adapters.http;

import dev.weir.relay.InferenceServer;
import dev.weir.relay.Timers;
import dev.weir.relay.Upstream;
import dev.weir.simulator.Simulator;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The listeners of a process, and the event loops under them. What is called here waits until it is done.
public final class HttpServers implements AutoCloseable {

    private static final long START_SECONDS = 30;

    /// Where a listener listens, as it came out.
    public record Listening(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    private final Vertx vertx;
    private final int loops;
    private final Patience patience;
    private final Opened opened = new Opened();

    /// Without guards: for a simulator, say.
    public HttpServers(int loops) {
        this(loops, Vertx.builder(), Patience.DEFAULT);
    }

    public HttpServers(int loops, Guards guards) {
        this(loops, Vertx.builder().withTransport(new GuardedTransport(guards)), guards.patience());
    }

    private HttpServers(int loops, VertxBuilder builder, Patience patience) {
        this.loops = loops;
        this.patience = patience;
        this.vertx = builder.with(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops))
                .build();
    }

    /// Starts the data plane: one listener on every event loop, all at one address.
    public Listening dataPlane(
            String host,
            int port,
            int headerBytes,
            Optional<ServerTls> tls,
            Outside outside,
            BiFunction<Upstream, Timers, InferenceServer> server) {
        var settings = new HttpSettings(host, port, headerBytes, patience, tls, opened);
        int first = opened.servers().size();
        listen(
                host,
                port,
                vertx.deployVerticle(
                        () -> new DataPlane(settings, outside, server), new DeploymentOptions().setInstances(loops)));
        return new Listening(host, opened.servers().get(first).actualPort());
    }

    /// Starts a listener for functions from request to response.
    public Listening functions(
            String host,
            int port,
            Optional<ServerTls> tls,
            Function<HttpRequest, HttpResponse> function,
            Executor waiting) {
        var settings = new HttpSettings(host, port, 32 * 1024, patience, tls, opened);
        int first = opened.servers().size();
        listen(
                host,
                port,
                vertx.deployVerticle(() -> new Functions(settings, function, waiting), new DeploymentOptions()));
        return new Listening(host, opened.servers().get(first).actualPort());
    }

    /// Starts a listener that plays a simulator's answers.
    public Listening simulator(String host, int port, Simulator simulator) {
        var settings = new HttpSettings(host, port, 64 * 1024, patience, Optional.empty(), opened);
        int first = opened.servers().size();
        listen(
                host,
                port,
                vertx.deployVerticle(() -> new SimulatorPlayer(settings, simulator), new DeploymentOptions()));
        return new Listening(host, opened.servers().get(first).actualPort());
    }

    /// Shows another certificate to those who connect from now on. Connections that are there stay.
    public void show(ServerTls tls) {
        opened.servers().forEach(server -> await(server.updateSSLOptions(tls.options(patience.handshake()), true)));
    }

    /// Tells clients that hold a connection to look for another one: with GOAWAY in HTTP/2, elsewhere with the next
    /// answer.
    public void leave() {
        opened.multiplexed().forEach(connection -> connection.shutdown(1, TimeUnit.DAYS));
    }

    /// How much of the memory outside the heap that sockets may use is in use, from 0 to 1; 0 if nobody counts.
    public static double directMemory() {
        long used = PlatformDependent.usedDirectMemory();
        return used < 0 ? 0 : (double) used / PlatformDependent.maxDirectMemory();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static void listen(String host, int port, Future<String> deployed) {
        try {
            await(deployed);
        } catch (IllegalStateException late) {
            throw late;
        } catch (Exception refused) { // whatever the transport throws, checked or not
            throw new CannotListen(host, port, refused);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(START_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException(
                    "the HTTP servers did not answer within %d s".formatted(START_SECONDS), late);
        }
    }
}
