package dev.weir.provider;

import java.net.URI;

/// Where a provider listens.
public record Address(boolean tls, String host, int port) {

    public static Address of(URI base) {
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        return new Address(tls, base.getHost(), port);
    }

    /// As the `host` header says it: without the port where it goes without saying.
    public String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }
}
