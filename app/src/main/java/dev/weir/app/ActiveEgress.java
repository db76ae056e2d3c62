package dev.weir.app;

import dev.weir.adapters.http.ConnectRule;
import dev.weir.config.Egress;
import dev.weir.config.GatewayConfig;
import java.net.InetAddress;
import java.util.Optional;

/// What may be connected to, by the configuration in force.
final class ActiveEgress implements ConnectRule, Part {

    private volatile Egress current;

    ActiveEgress(Egress first) {
        this.current = first;
    }

    @Override
    public Optional<String> refusal(String host, InetAddress address, int port) {
        return current.refusal(host, address, port);
    }

    @Override
    public Runnable made(GatewayConfig config) {
        return () -> current = config.egress();
    }
}
