package dev.weir.adapters.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How a listener listens.
///
/// @param port 0 for any that is free
/// @param tls without it, in the clear
/// @param opened is told what listens and who connects
record HttpSettings(String host, int port, int headerBytes, Patience patience, Optional<ServerTls> tls, Opened opened) {

    private static final int LONGEST_REQUEST_LINE = 8 * 1024;
    private static final int MOST_STREAMS = 250;
    private static final int RESETS = 200;
    private static final int RESETS_SECONDS = 30;
    private static final int SMALL_CONTINUATIONS = 16;

    HttpServer server(Vertx vertx) {
        return vertx.createHttpServer(options()).connectionHandler(opened::connected);
    }

    Future<?> listen(HttpServer server) {
        return server.listen().onSuccess(opened::listening);
    }

    /// HTTP/2 is spoken where TLS has agreed on it; in the clear, to clients that begin with it (the AWS SDK for Java
    /// does) and to those that change to it (the JDK's does).
    private HttpServerOptions options() {
        var options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setMaxHeaderSize(headerBytes)
                .setHandle100ContinueAutomatically(false)
                .setTcpNoDelay(true)
                .setIdleTimeout(0) // a Gate looks after that
                .setAcceptBacklog(4096)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(MOST_STREAMS)
                        .setMaxHeaderListSize(headerBytes)
                        .setPushEnabled(false))
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS)
                .setHttp2RstFloodWindowDuration(RESETS_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2MaxSmallContinuationFrames(SMALL_CONTINUATIONS);
        tls.ifPresent(one -> {
            ServerSSLOptions ssl = one.options(patience.handshake());
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(ssl.getKeyCertOptions())
                    .setTrustOptions(ssl.getTrustOptions())
                    .setClientAuth(ssl.getClientAuth())
                    .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols())
                    .setSslHandshakeTimeout(patience.handshake().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
            ssl.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
        });
        return options;
    }
}
