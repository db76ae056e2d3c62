package dev.weir.adapters.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a process listens with, and the connections that carry several requests at a time. Safe for use from several
/// threads.
final class Opened {

    /// The name that Vert.x gives its own handler.
    private static final String SERVER = "handler";

    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final Set<HttpConnection> multiplexed = ConcurrentHashMap.newKeySet();

    List<HttpServer> servers() {
        return servers;
    }

    Set<HttpConnection> multiplexed() {
        return multiplexed;
    }

    void listening(HttpServer server) {
        servers.add(server);
    }

    void connected(HttpConnection connection) {
        Gate gate = Gate.of(connection);
        if (connection.protocolVersion() == HttpVersion.HTTP_2) {
            if (gate != null && !connection.isSsl() && gate.tunnelled()) {
                gate.lastAnswer();
                connection.close();
                return;
            }
            multiplexed.add(connection);
            connection.closeHandler(_ -> multiplexed.remove(connection));
        } else if (gate != null && connection instanceof ConnectionBase known) {
            known.channel().pipeline().addBefore(SERVER, "chunks", new ChunkCheck(gate));
        }
    }
}
