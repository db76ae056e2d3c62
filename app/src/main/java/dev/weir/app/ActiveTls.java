package dev.weir.app;

import dev.weir.adapters.http.HttpServers;
import dev.weir.adapters.http.ServerTls;
import dev.weir.config.GatewayConfig;
import dev.weir.config.SecretRef;
import dev.weir.config.Tls;
import dev.weir.store.Secret;
import dev.weir.store.SecretStore;
import java.util.List;
import java.util.Optional;

/// The certificate that the listeners show.
final class ActiveTls implements Part {

    private final SecretStore secrets;
    private final List<HttpServers> listeners;

    ActiveTls(SecretStore secrets, List<HttpServers> listeners) {
        this.secrets = secrets;
        this.listeners = listeners;
    }

    /// @throws Unusable if what the configuration refers to cannot be used
    Optional<ServerTls> of(GatewayConfig config) {
        return config.listen().tls().map(this::of);
    }

    @Override
    public Runnable made(GatewayConfig config) {
        Optional<ServerTls> next = of(config);
        return () -> next.ifPresent(tls -> listeners.forEach(servers -> servers.show(tls)));
    }

    private ServerTls of(Tls tls) {
        try {
            return ServerTls.of(
                    read(tls.certificate()).reveal(),
                    read(tls.key()),
                    tls.oldest() == Tls.Version.TLS_1_2,
                    tls.clientCa().map(ca -> read(ca).reveal()));
        } catch (IllegalArgumentException unusable) {
            throw new Unusable("listen.tls: " + unusable.getMessage(), unusable);
        }
    }

    private Secret read(SecretRef reference) {
        return switch (secrets.read(reference)) {
            case SecretStore.Answer.Found(Secret secret) -> secret;
            case SecretStore.Answer.Missing(String why) -> throw new IllegalArgumentException(why);
        };
    }
}
