package dev.weir.provider;

import java.net.URI;

/// Where a provider listens, and in which version of HTTP it is spoken to.
public record Address(boolean tls, String host, int port, boolean http2) {

    public Address(boolean tls, String host, int port) {
        this(tls, host, port, false);
    }

    public static Address of(URI base, boolean http2) {
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        return new Address(tls, base.getHost(), port, http2);
    }

    /// As the `host` header says it: without the port where it goes without saying.
    public String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }
}
