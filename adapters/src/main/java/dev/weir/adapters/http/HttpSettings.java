package dev.weir.adapters.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// How a listener listens, and how providers are reached from it.
///
/// @param port 0 for any that is free
/// @param listening is told each server that has begun to listen
record HttpSettings(
        String host,
        int port,
        int headerBytes,
        Optional<URI> proxy,
        Optional<Path> caBundle,
        Handler<HttpServer> listening) {}
