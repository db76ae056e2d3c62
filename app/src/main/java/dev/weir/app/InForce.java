package dev.weir.app;

import dev.weir.alert.SignedWebhook;
import dev.weir.alert.Webhook;
import dev.weir.config.GatewayConfig;
import dev.weir.config.Unpriced;
import dev.weir.provider.auth.Web;
import dev.weir.store.SecretStore;
import java.time.InstantSource;
import java.util.Optional;

/// What the configuration in force says of money.
final class InForce implements Part {

    private volatile GatewayConfig config;

    InForce(GatewayConfig first) {
        this.config = first;
    }

    @Override
    public Runnable made(GatewayConfig next) {
        return () -> config = next;
    }

    Unpriced unpriced() {
        return config.unpriced();
    }

    /// Where alerts are sent, if anywhere.
    Optional<Webhook> webhook(SecretStore secrets, Web web, InstantSource clock) {
        return config.alerts().webhook().map(one -> new SignedWebhook(one.url(), one.secret(), secrets, web, clock));
    }
}
