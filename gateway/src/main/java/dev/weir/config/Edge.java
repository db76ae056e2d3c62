package dev.weir.config;

import java.time.Duration;
import java.util.List;

/// What somebody can do before it is known who it is.
///
/// Per address means: per IPv4 address, or per network of `ipv6Prefix` bits. A trusted proxy stands for many, so of the
/// limits on connections only the total holds for it, and requests are counted for the address that it names.
///
/// @param trustedProxies whose `x-forwarded-for` is believed
/// @param requests from one address in any `window`
/// @param connections of all together
/// @param connectionsPerAddress at once
/// @param newConnections of one address in any second
/// @param handshake how long a TLS handshake may take
/// @param headers how long the headers of a request may take
/// @param keepAlive how long a connection may wait for its next request
/// @param bodyRate how many bytes of a body have to come in each second after `bodyGrace`
/// @param stall how long a client may leave what waits for it (64 KiB) before its connection is broken off
public record Edge(
        List<Network> trustedProxies,
        int requests,
        Duration window,
        int connections,
        int connectionsPerAddress,
        int newConnections,
        int ipv6Prefix,
        Duration handshake,
        Duration headers,
        Duration keepAlive,
        Size bodyRate,
        Duration bodyGrace,
        Duration stall) {

    private static final Value<Network> NETWORK =
            Value.text("an address or a network such as 10.0.0.0/8 or fd00::/8", Network.of("0.0.0.0"), Network::parse);

    private static final Value<Integer> COUNT = Value.within(Values.NUMBER, 1, 1_000_000_000);
    private static final Value<Duration> WAIT =
            Value.within(Values.TIME_SPAN, Duration.ofMillis(100), Duration.ofHours(1));

    public Edge {
        trustedProxies = List.copyOf(trustedProxies);
    }

    static Edge read(Section edge) {
        return new Edge(
                edge.values("trusted-proxies", NETWORK),
                edge.value("requests", COUNT, 2_000),
                edge.value(
                        "window",
                        Value.within(Values.TIME_SPAN, Duration.ofSeconds(1), Duration.ofHours(1)),
                        Duration.ofMinutes(5)),
                edge.value("connections", COUNT, 20_000),
                edge.value("connections-per-address", COUNT, 1_000),
                edge.value("new-connections", COUNT, 200),
                edge.value("ipv6-prefix", Value.within(Values.NUMBER, 16, 128), 64),
                edge.value("handshake", WAIT, Duration.ofSeconds(5)),
                edge.value("headers", WAIT, Duration.ofSeconds(10)),
                edge.value("keep-alive", WAIT, Duration.ofSeconds(75)),
                edge.value(
                        "body-rate",
                        Value.within(Values.SIZE_IN_BYTES, new Size(1), Size.mebibytes(1)),
                        Size.kibibytes(1)),
                edge.value("body-grace", WAIT, Duration.ofSeconds(10)),
                edge.value("stall", WAIT, Duration.ofSeconds(60)));
    }
}
