package dev.weir.adapters.http;

import dev.weir.relay.Pace;
import java.time.Duration;

/// How long a listener waits for its clients.
///
/// @param handshake for a TLS handshake
/// @param headers for the headers of a request, from their first byte; the first ones, from the connection
/// @param keepAlive for the next request of a connection
/// @param body how fast bodies have to come
public record Patience(Duration handshake, Duration headers, Duration keepAlive, Pace.Least body) {

    public static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(75),
            new Pace.Least(1024, Duration.ofSeconds(10)));
}
