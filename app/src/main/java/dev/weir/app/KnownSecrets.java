package dev.weir.app;

import dev.weir.config.GatewayConfig;
import dev.weir.store.SecretStore;
import dev.weir.store.SecretStore.Answer.Found;
import java.util.List;

/// Tells the log what it must not write: every secret that the configuration in force refers to.
final class KnownSecrets implements Part {

    private final SecretStore secrets;

    KnownSecrets(SecretStore secrets) {
        this.secrets = secrets;
    }

    @Override
    public Runnable made(GatewayConfig config) {
        List<String> values = config.secrets().values().stream()
                .map(secrets::read)
                .filter(Found.class::isInstance)
                .map(found -> ((Found) found).secret().reveal())
                .toList();
        return () -> LogMasker.REDACTOR.know(values);
    }
}
