package dev.weir.adapters.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;

/// How a listener listens.
///
/// @param port 0 for any that is free
/// @param listening is told each server that has begun to listen
record HttpSettings(String host, int port, int headerBytes, Handler<HttpServer> listening) {}
