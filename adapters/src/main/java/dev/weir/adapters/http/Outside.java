package dev.weir.adapters.http;

import java.util.Optional;

/// How the gateway reaches what is outside.
///
/// @param proxy through which everything goes, if there is one
public record Outside(Optional<Proxy> proxy, Trust trust) {

    /// A proxy that is asked with CONNECT.
    public record Proxy(String host, int port) {}

    /// Directly, believing what the Java runtime believes.
    public static Outside direct() {
        return new Outside(Optional.empty(), Trust.of(Optional.empty()));
    }
}
